"""One self-contained page of a result: `page` says what is on it, `scenario` tells a world in words."""
