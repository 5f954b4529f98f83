"""The families of constraints of the planning model: `contents` lists them, `family` says what one is."""
