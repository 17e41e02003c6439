# For the tests of the command, which source it: a site in a temporary
# folder, and checks that say what they found.  POSTS is the command.

set -u

POSTS=${POSTS:-build/posts}
base=$(mktemp -d)
site=$base/site
export TMPDIR=$base/tmp
mkdir -p "$site" "$TMPDIR"
trap 'rm -rf "$base"' EXIT

count=0
failed=0

# run WANTED-STATUS ARGUMENTS...: sets out and err

run() {
    local want=$1 got
    shift
    "$POSTS" "$@" >"$base/out" 2>"$base/err" </dev/null
    got=$?
    out=$(cat "$base/out" | tr -d '\0')
    err=$(cat "$base/err")
    what="posts $*"
    count=$((count + 1))

    if [ "$got" -ne "$want" ]; then
        bad "exit status $got, not $want"
    fi
}

bad() {
    failed=$((failed + 1))
    printf '%s: %s\nstdout: %s\nstderr: %s\n' "$what" "$1" "$out" "$err"
}

# has TEXT PART, lacks TEXT PART, is TEXT WANTED

has() {
    count=$((count + 1))
    [[ $1 == *"$2"* ]] || bad "lacks \"$2\""
}

lacks() {
    count=$((count + 1))
    [[ $1 != *"$2"* ]] || bad "has \"$2\""
}

is() {
    count=$((count + 1))
    [ "$1" = "$2" ] || bad "is not \"$2\""
}

# write PATH: standard input becomes a file of the site

write() {
    mkdir -p "$site/$(dirname "$1")"
    cat >"$site/$1"
}

end() {
    what='temporary files'
    out=$(ls -A "$TMPDIR")
    err=
    is "$out" ''

    if [ $failed -ne 0 ]; then
        echo "not ok: $failed of $count checks failed"
        exit 1
    fi

    echo "ok: $count checks"
    exit 0
}
