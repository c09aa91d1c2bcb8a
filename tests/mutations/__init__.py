"""Would the tests notice? Each rule broken on purpose, and the test that must fail."""
