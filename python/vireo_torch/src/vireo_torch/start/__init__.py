"""What a worker is to be: its settings, the packages it needs and the machine it runs on."""
