"""Pictures and QR codes → text with provenance."""
