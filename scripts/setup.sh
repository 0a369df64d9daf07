#!/usr/bin/env bash
# Everything the portal needs on a bare Debian 12, as root or with sudo. Sourced by scripts/run and scripts/test.
#
#   scripts/setup.sh           what running needs
#   scripts/setup.sh --tests   also what the tests need: a browser, a PostgreSQL server, PDF tools
#
# Each step leaves a stamp made from what it depends on, so that a second run takes a second. Package managers use the
# registries their caller has configured. Nothing outside .venv, node_modules, static_vendor and DATA_DIR is written,
# except by apt.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# dpkg and runuser need the folders of the system administrator, which a bare PATH lacks.
export PATH="$PATH:/usr/sbin:/sbin"
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1
export DATA_DIR="${DATA_DIR:-$ROOT/var}"
PY="$ROOT/.venv/bin/python"

RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk)
TEST_PACKAGES=(chromium postgresql poppler-utils)

say() { printf '%s\n' "$*" >&2; }

die() {
    say "✗ $*"
    exit 1
}

is_installed() {
    [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# A Python 3.11 that can make virtual environments, or nothing. PYTHON names another one than the system's.
find_python() {
    local candidate
    for candidate in ${PYTHON:-/usr/bin/python3.11 python3.11 python3}; do
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || continue
        command -v "$candidate"
        return
    done
}

# One apt call with all that is missing; none when nothing is.
install_system_packages() {
    local missing=() package apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
    for package in "$@"; do is_installed "$package" || missing+=("$package"); done
    [[ -n "$(find_python)" ]] || missing+=(python3 python3-venv)
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || die "请先安装以下系统软件包：${missing[*]}"
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "安装系统软件包需要 root 或 sudo，请先执行：apt-get install ${missing[*]}"
        apt=(sudo "${apt[@]}")
    fi
    say "· 安装系统软件包：${missing[*]}"
    "${apt[@]}" update -qq >&2 || say "  apt-get update 未成功，使用现有的软件包列表"
    "${apt[@]}" -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "${missing[@]}" \
        </dev/null >"$DATA_DIR/apt.log" 2>&1 || { tail -n 20 "$DATA_DIR/apt.log" >&2; die "系统软件包安装失败"; }
}

hash_of() { cat -- "$@" 2>/dev/null | sha256sum | cut -c1-16; }

# step NAME STAMP_FILE HASH COMMAND...: runs the command unless the stamp says that it has been done with this hash.
step() {
    local title=$1 stamp=$2 hash=$3
    shift 3
    [[ -f $stamp && "$(<"$stamp")" == "$hash" ]] && return 0
    say "· $title"
    rm -f "$stamp"
    "$@"
    mkdir -p "$(dirname "$stamp")"
    printf '%s' "$hash" >"$stamp"
}

make_venv() {
    local python
    python="$(find_python)"
    [[ -n $python ]] || die "没有找到带 venv 的 Python 3.11"
    "$python" -m venv --clear "$ROOT/.venv"
}

pip_install() {
    local arguments=() file
    for file in "$@"; do arguments+=(-r "$ROOT/$file"); done
    "$PY" -m pip install -qq --require-hashes "${arguments[@]}" >&2
}

install_frontend() {
    (cd "$ROOT" && PATH="$ROOT/.venv/bin:$PATH" npm ci --loglevel=error </dev/null >&2)
}

set_up_python() {
    # A moved or copied checkout has a virtual environment that points elsewhere.
    if ! "$PY" -c "import sys; sys.exit(sys.version_info[:2] != (3, 11) or sys.prefix != '$ROOT/.venv')" 2>/dev/null; then
        say "· 建立 Python 虚拟环境"
        make_venv
    fi
    local locks=(requirements.lock requirements-setup.lock)
    [[ $1 == --tests ]] && locks=(requirements-dev.lock)
    local done="$ROOT/.venv/.installed$1"
    step "安装 Python 依赖（${locks[*]}）" "$done" "$(cd "$ROOT" && hash_of "${locks[@]}")" pip_install "${locks[@]}"
}

set_up() {
    local tests=${1:-}
    mkdir -p "$DATA_DIR"
    cd "$ROOT"
    if [[ $tests == --tests ]]; then
        install_system_packages "${RUN_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    else
        install_system_packages "${RUN_PACKAGES[@]}"
    fi
    (
        # Two copies that start together must not install into the same folder at once.
        flock 9
        set_up_python "$tests"
        step "安装前端文件" node_modules/.installed "$(hash_of package.json package-lock.json)" install_frontend
        "$PY" scripts/build_frontend.py >&2
        "$PY" scripts/build_fonts.py >&2
    ) 9>"$ROOT/.setup.lock"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    set_up "${1:-}"
fi
