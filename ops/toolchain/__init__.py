"""The Pulumi that runs our programs: its maker's, or one built here where that cannot be had."""
