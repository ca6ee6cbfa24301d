"""What is kept. Today: the language that a chat chose, and nothing else."""
