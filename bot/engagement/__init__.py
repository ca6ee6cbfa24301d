"""What happens around a verdict: action ladder, radar, follow-ups, quiz, volunteers, subscriptions, guardian.

Declares the stores it needs; `bot.storage` satisfies them. Knows no channel.
"""
