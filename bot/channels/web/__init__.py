"""The web page and the REST interface: a check without any messenger."""
