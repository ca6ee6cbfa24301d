"""What happens around a verdict: quiz, volunteers, subscriptions, guardian, radar. Rules only: channels speak."""
