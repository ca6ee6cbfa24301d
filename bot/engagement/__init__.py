"""What happens around a verdict: the action ladder, the campaign radar, follow-ups. Declares the stores it needs;
`bot.storage` satisfies them. Knows no channel."""
