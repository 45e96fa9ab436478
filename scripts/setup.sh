#!/bin/sh
# Make or complete the virtual environment, then say nothing more. Plain POSIX sh; `make` calls it.
#
#   scripts/setup.sh FOLDER REQUIREMENTS...
#
# FOLDER (.venv) gets every REQUIREMENTS file installed, in that order. A copy of each file is kept in FOLDER once
# it is installed: as long as the copy equals the file there is nothing to do, so a second call takes no time.
# While something is being installed FOLDER/.unfinished exists; a call that finds it starts again from nothing.
set -eu

venv=$1
shift
say() { echo "ConvLab: $*"; }
give_up() { say "$@" >&2; exit 1; }

# Does this Python run, and is it a version that every pinned package supports?
supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
runs() { "$1" -c "$supported" >/dev/null 2>&1; }

find_python() {
    without_venv=
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3.13 python3.12 python3.11 python3 python; fi
    for candidate in "$@"; do
        if runs "$candidate"; then
            if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
                python=$candidate
                return
            fi
            without_venv=${without_venv:-$candidate}
        fi
    done
    if [ -n "$without_venv" ]; then
        give_up "$("$without_venv" --version) is here, but not the part of it that makes virtual environments." \
            "On Debian or Ubuntu install it with: sudo apt install python3-venv"
    fi
    if [ -n "${PYTHON:-}" ]; then
        give_up "PYTHON=$PYTHON does not start a Python 3.11, 3.12 or 3.13."
    fi
    found=$(python3 --version 2>/dev/null || echo "no Python")
    give_up "this needs Python 3.11, 3.12 or 3.13, and found $found. Install one from" \
        "https://www.python.org/downloads/ or with your system's package manager," \
        "or name the one to use: make run PYTHON=/path/to/python3.12"
}

if [ -e "$venv/.unfinished" ]; then
    say "the last installation was interrupted; starting it again."
    rm -rf "$venv"
elif [ -e "$venv" ] && ! runs "$venv/bin/python"; then
    say "the Python behind $venv is gone or too old; making $venv again."
    rm -rf "$venv"
fi

if [ ! -e "$venv" ]; then
    find_python
    say "making the virtual environment $venv with $("$python" --version)."
    mkdir "$venv"
    : >"$venv/.unfinished"
    "$python" -m venv "$venv" || give_up "the virtual environment could not be made; Python's own message is above."
fi

for file in "$@"; do
    done_file="$venv/installed-$(basename "$file")"
    cmp -s "$file" "$done_file" && continue
    : >"$venv/.unfinished"
    say "installing what $file lists; the first time this is a large download and takes some minutes."
    # PIP_USER=0: a personal "install for my user" setting would refuse to work in a virtual environment.
    PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install -qq --no-input -r "$file" ||
        give_up "the installation stopped; pip's own message is above. Check the network connection and the free" \
            "disk space (3 GB), then run the same command again."
    cp "$file" "$done_file"
    say "installed $file."
done
rm -f "$venv/.unfinished"
