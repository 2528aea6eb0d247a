#!/usr/bin/env python3
"""Runs interop_check on many pairs in a process per core, since importing coremltools takes seconds.

    python check_all.py JOBS.json

JOBS.json: [{"original": …, "compressed": …, "json": …}]. Beside every "json" a "<json>.log" holds what was printed and,
as its last line, "exit N".
"""
import contextlib, io, json, multiprocessing, os, sys, traceback

import interop_check


def run(job):
    sys.argv = ["interop_check", job["original"], job["compressed"], "--json", job["json"]]
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = interop_check.main()
        except Exception:
            traceback.print_exc(file=out)
            code = 3
    with open(job["json"] + ".log", "w") as log:
        log.write(out.getvalue() + f"\nexit {code}\n")
    return code


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        jobs = json.load(file)
    with multiprocessing.Pool(min(len(jobs), os.cpu_count() or 1)) as pool:
        sys.exit(1 if any(pool.map(run, jobs, chunksize=1)) else 0)
