"""What serving costs, measured beside something plain. Run by `make bench`; not part of a deployment."""
