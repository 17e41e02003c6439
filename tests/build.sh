#!/bin/bash
#
# Builds the module in each way that nginx knows, from a copy of the source
# tree that cannot be written to, and checks that nothing was.  Ends with
# "build: N passed, N failed".

set -u

top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
passed=0
failed=0

trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

check() {
    local name=$1
    shift

    if "$@" > "$work/log" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $name"

    else
        failed=$((failed + 1))
        echo "FAILED  $name"
        tail -n 40 "$work/log"
    fi
}

# A folder whose name has nothing to do with the module's.

tree=$work/source
mkdir "$tree"

for name in config ngx_http_posts_module.c src tools; do
    [ ! -e "$top/$name" ] || cp -r "$top/$name" "$tree"
done

if [ ! -f "$tree/ngx_http_posts_module.c" ]; then
    echo "no ngx_http_posts_module.c: not built"
    exit 0
fi

state() { (cd "$tree" && find . | sort; cd "$tree" && find . -type f \
    -exec sha256sum {} + | sort); }

before=$(state)
chmod -R a-w "$tree"

# root may write anyway, so what is there is compared too

unwritten() { [ "$(state)" = "$before" ]; }

core=$(cd "$top" && tools/nginx-source) || exit 1
dev=/usr/share/nginx/src
jobs=-j$(nproc)

dynamic() {
    "$tree/tools/configure" "$work/dynamic" $dev \
        && make -C "$work/dynamic" -f objs/Makefile "$jobs" modules
}

static() {
    "$tree/tools/configure" --static "$work/static" "$core" \
        && make -C "$work/static" -f objs/Makefile "$jobs" binary
}

starts() {
    local nginx=$1 load=$2 dir=$work/run

    rm -rf "$dir"
    mkdir -p "$dir/logs"
    printf '%s\nerror_log stderr;\npid %s/pid;\nevents { }\nhttp {\n    %s\n}\n' \
        "$load" "$dir" "access_log off; client_body_temp_path $dir/body;" \
        > "$dir/nginx.conf"
    "$nginx" -t -p "$dir" -c "$dir/nginx.conf"
}

# Each object is named by its file and its last folder: none is lost.

objects() {
    local objs=$1 wanted found

    wanted=$(find "$tree/src/"* "$tree/ngx_http_posts_module.c" -name '*.c' \
        | wc -l)
    found=$(find "$objs/addon" -name '*.o' | wc -l)
    echo "$wanted sources, $found objects"
    [ "$wanted" -eq "$found" ]
}

headers() {
    local header

    for header in "$tree"/src/*/*.h; do
        grep -qF "$header" "$work/dynamic/objs/Makefile" || {
            echo "$header is no dependency"
            return 1
        }
    done
}

missing() {
    local out

    # a compiler that does not find yaml.h

    out=$(cd "$work" && mkdir -p missing && cd missing \
        && ln -sfn $dev/auto auto && ln -sfn $dev/src src \
        && ln -sfn $dev/configure configure \
        && printf '#!/bin/sh\nfor a; do case $a in *autotest.c)\n%s\n%s\n' \
            'grep -q "yaml.h" "$a" && exit 1;; esac; done' \
            'exec cc "$@"' > cc && chmod +x cc \
        && ./configure --with-compat --with-cc="$PWD/cc" \
            --add-dynamic-module="$tree" 2>&1) && {
        echo "configure did not fail"
        return 1
    }

    echo "$out" | tail -n 8
    echo "$out" | grep -q 'apt-get install libyaml-dev'
}

check "dynamic module" dynamic
check "dynamic module: every source has an object" objects "$work/dynamic/objs"
check "dynamic module: every header is a dependency" headers
check "dynamic module: nginx loads it" starts "$(PATH=$PATH:/usr/sbin \
    command -v nginx)" "load_module $work/dynamic/objs/ngx_http_posts_module.so;"
check "static module" static
check "static module: every source has an object" objects "$work/static/objs"
check "static module: nginx starts" starts "$work/static/objs/nginx" ""
check "a missing library is named" missing
check "nothing is written into the source tree" unwritten

echo "build: $passed passed, $failed failed"
[ $failed -eq 0 ]
