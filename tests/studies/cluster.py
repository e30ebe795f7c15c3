"""A Dask cluster of two workers on this machine, in a process of its own: it prints the address of
its scheduler and the processes of its workers, and ends when nobody reads it any more.
"""

import sys

from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        print(
            cluster.scheduler_address,
            *(each.pid for each in cluster.workers.values()),
            flush=True,
        )
        sys.stdin.read()
