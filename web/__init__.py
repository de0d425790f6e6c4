"""The pages: what a person sees of sources, destinations, events and deliveries."""
