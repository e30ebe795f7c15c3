"""The command line as a module, so that tests can start it from anywhere and its workers can import
it.
"""

from sim.cli.main import main

if __name__ == "__main__":
    main()
