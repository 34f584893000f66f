"""Python imports this first of all: the clock of this process is moved by as many seconds as the variable says."""

import os
import time

offset = int(os.environ.get("CLASSIFICATION_CLOCK_OFFSET") or 0)
if offset:
    import time_machine  # it is not there for every Python

    time_machine.travel(time.time() + offset, tick=True).start()
