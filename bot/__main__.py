"""`python -m bot` is `shizha`."""

from bot.cli import main

if __name__ == "__main__":
    main()
