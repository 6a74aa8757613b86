#!/bin/sh
# Prepares one of the two Python environments: `main` (Python 3.11) or `bot` (Python 3.10, for Rasa).
#
# The packages live in the user's cache folder, in a folder named after the lock file's content, so that every
# clone with the same lock shares them. The clone's `.venv` (or `.venv-bot`) only points there. Interrupted at any
# line, the next call starts that part again.
set -eu

name=$1
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${TRUCHEMENT_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/truchement}
lock=$root/requirements/$name.lock
case $name in
    main) wanted=3.11 link=$root/.venv ;;
    bot) wanted=3.10 link=$root/.venv-bot ;;
    *) echo "usage: $0 main|bot" >&2; exit 2 ;;
esac
# Unbuffered, or pip would tell of its work only at the end.
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1

say() { printf '%s\n' "$*"; }
fail() { printf '\nTruchement: %s\n' "$*" >&2; exit 1; }

works() { "$1" -c "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != tuple(map(int, '$2'.split('.'))))" >/dev/null 2>&1; }

find_python() {
    # On the PATH (a pyenv shim answers only if its version is switched on), in pyenv, through uv.
    if works "python$1" "$1"; then command -v "python$1"; return; fi
    for folder in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*; do
        if works "$folder/bin/python$1" "$1"; then echo "$folder/bin/python$1"; return; fi
    done
    if command -v uv >/dev/null 2>&1; then
        uv python find "$1" 2>/dev/null || { uv python install "$1" >&2 && uv python find "$1"; }
        return
    fi
    return 1
}

python_or_fail() {
    find_python "$1" || fail "Python $1 is missing (with its modules venv and ensurepip).
Install it so that \`python$1\` is on the PATH, or in pyenv (\`pyenv install $1\`), or install uv."
}

digest() {
    { cat "$lock"; echo "$wanted"; uname -sm; } |
        { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12
}

# Shows pip at work: one line a package instead of some five hundred.
progress() {
    total=$(grep -c == "$lock") count=0
    while IFS= read -r line; do
        case $line in
            "Collecting "*)
                count=$((count + 1)) name=${line#Collecting }
                printf '  [%3d/%d] %s\n' "$count" "$total" "${name%% *}" ;;
            "Installing collected"*) echo "  installing..." ;;
            ERROR*|error*|*"No space"*) printf '  %s\n' "$line" ;;
        esac
    done
}

pip_install() {
    # A pipe's status is its last command's: pip's own goes through a file.
    rm -f "$env/.failed"
    { "$env/bin/python" -m pip install "$@" 2>&1 || touch "$env/.failed"; } | tee "$env/install.log" | progress
    [ ! -e "$env/.failed" ] || fail "the packages of requirements/$name.lock could not be installed.
Is a package index within reach? pip's own words are at the end of $env/install.log:
$(tail -n 3 "$env/install.log")"
}

build() {
    python=$(python_or_fail "$wanted") || exit 1
    # Said now, and not after minutes: the bot's environment comes next.
    [ "$name" = bot ] || python_or_fail 3.10 >/dev/null || exit 1
    say "Preparing the $name environment with $python (a few minutes, once)"
    rm -rf "$env"
    mkdir -p "$env"
    "$python" -m venv "$env" || fail "python -m venv failed with $python"
    if torch=$(grep '^torch==' "$lock"); then
        # The processor-only build, from an index of the administrator's choice where pip's own offers CUDA.
        # shellcheck disable=SC2086
        pip_install ${TRUCHEMENT_TORCH_INDEX:+--index-url "$TRUCHEMENT_TORCH_INDEX"} "$torch"
        "$env/bin/python" -c 'import torch, sys; sys.exit(torch.version.cuda is not None)' 2>/dev/null ||
            say "  Note: this is PyTorch's CUDA build, larger than needed. TRUCHEMENT_TORCH_INDEX names an index with the CPU build."
    fi
    pip_install -r "$lock"
    touch "$env/.complete"
}

builder_lives() {
    pid=$(cat "$env.building/pid" 2>/dev/null) && [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null
}

[ -r "$lock" ] || fail "$lock is missing"
env=$cache/envs/$name-$(digest)
mkdir -p "$cache/envs" || fail "the cache folder $cache cannot be written; set TRUCHEMENT_CACHE_DIR"

if [ ! -e "$env/.complete" ]; then
    # Two clones may prepare at once: the second waits, unless the first has died.
    until mkdir "$env.building" 2>/dev/null; do
        builder_lives || { sleep 1; builder_lives || rm -rf "$env.building"; }
        sleep 1
    done
    echo $$ >"$env.building/pid"
    trap 'rm -rf "$env.building"' EXIT
    trap 'exit 130' INT TERM
    [ -e "$env/.complete" ] || build
fi

if [ "$name" = bot ]; then
    ln -sfn "$env" "$link"
    exit 0
fi

# The clone's own environment: the shared packages by a .pth file, and this clone's code as an editable install.
mark=$env-$(cat "$root/pyproject.toml" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12)
if [ "$(cat "$link/.made-for" 2>/dev/null)" != "$mark" ] || ! "$link/bin/python" -c '' 2>/dev/null; then
    rm -rf "$link"
    "$env/bin/python" -m venv --without-pip "$link"
    site=$("$link/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    "$env/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >"$site/shared-packages.pth"
    "$env/bin/python" -m pip --python "$link/bin/python" install -q --no-deps --no-index --no-build-isolation -e "$root" ||
        fail "the project itself could not be installed into $link"
    echo "$mark" >"$link/.made-for"
fi
