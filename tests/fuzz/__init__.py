"""Whatever is typed or handed over: it is played, or one line says what is wrong, and nothing is written."""
