"""Webhooks to send and a place to receive them: for `invoke send`, the tests and the benchmarks."""
