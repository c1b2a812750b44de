"""``python -m toolkit`` is ``tk``."""

from toolkit.cli.app import main

if __name__ == "__main__":
    main()
