# ngx_http_posts_module: `make help` lists what there is to make.
#
# Nothing is written outside build/ (and the cache of Debian's nginx source,
# see tools/nginx-source).  O is the folder of one configuration: build for
# the plain one, build/asan for the sanitizers' one.

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

O         ?= build
CC        := $(if $(filter default,$(origin CC)),gcc,$(CC))
AR        ?= ar
CLANG     ?= clang
JOBS      ?= $(shell nproc 2>/dev/null || echo 2)
SITE      ?= examples/blog
PORT      ?= 8080
TIME      ?= 60
TARGET    ?=

CORE      := base value liquid markdown site render cache
CORE_SRCS := $(sort $(foreach d,$(CORE),$(wildcard src/$(d)/*.c)))
CORE_INCS := $(foreach d,$(CORE),-Isrc/$(d))
CLI_SRCS  := $(sort $(wildcard cli/*.c))
UNIT_SRCS := $(sort $(wildcard tests/unit/*.c))
FUZZ_SRCS := $(sort $(filter-out %/driver.c,$(wildcard tests/fuzz/*.c)))
NGX_SRCS  := $(wildcard ngx_http_posts_module.c) \
             $(sort $(wildcard src/nginx/*.c))
HEADERS   := $(sort $(wildcard src/*/*.h))

LIBS      := -lyaml -lcmark-gfm-extensions -lcmark-gfm -llmdb -lutf8proc \
             -lxxhash -lz -lm

WARN      := -Wall -Wextra -Wshadow -Werror
SANITIZE  := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
             -fno-omit-frame-pointer
CFLAGS    ?= -O2 -g
ifeq ($(O),build/asan)
# gcc cannot tell what is initialized through the sanitizers' own code
MODE      := -O1 -g $(SANITIZE) -DPOSTS_ARENA_DEBUG -Wno-maybe-uninitialized
LINK      := $(SANITIZE)
else
MODE      := $(CFLAGS)
LINK      := $(LDFLAGS)
endif

# V=1 shows whole commands

Q         := $(if $(V),,@)
say       = $(if $(V),,@echo '  $(1)')

COMPILE   = $(CC) -std=gnu99 $(CPPFLAGS) $(WARN) $(MODE) -MMD -MP \
            $(CORE_INCS) -Itests/unit

LIB       := $(O)/libposts.a
CORE_OBJS := $(CORE_SRCS:%.c=$(O)/obj/%.o)
CLI_OBJS  := $(CLI_SRCS:%.c=$(O)/obj/%.o)
UNIT_BINS := $(UNIT_SRCS:tests/unit/%.c=$(O)/unit/%)
SEED_BINS := $(FUZZ_SRCS:tests/fuzz/%.c=$(O)/seeds/%)

NGINX_SRC ?= /usr/share/nginx/src
MODULE    := build/ngx_http_posts_module.so
CLI       := $(if $(CLI_SRCS),$(O)/posts)


.PHONY: all
all: module $(CLI)


# --- the core, the command, the tests of the core

$(O)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  $@)
	$(Q)$(COMPILE) -c -o $@ $<

$(LIB): $(CORE_OBJS) $(O)/core.list
	@rm -f $@
	$(call say,AR  $@)
	$(Q)$(AR) rcs $@ $(CORE_OBJS)

$(O)/posts: $(CLI_OBJS) $(LIB)
	$(call say,LD  $@)
	$(Q)$(CC) $(LINK) -o $@ $(CLI_OBJS) $(LIB) $(LIBS)

$(O)/unit/%: $(O)/obj/tests/unit/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LD  $@)
	$(Q)$(CC) $(LINK) -o $@ $< $(LIB) $(LIBS)

$(O)/seeds/%: $(O)/obj/tests/fuzz/%.o $(O)/obj/tests/fuzz/driver.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LD  $@)
	$(Q)$(CC) $(LINK) -o $@ $< $(O)/obj/tests/fuzz/driver.o $(LIB) $(LIBS)

$(O)/liquid-batch: $(O)/obj/tests/liquid/batch.o $(LIB)
	$(call say,LD  $@)
	$(Q)$(CC) $(LINK) -o $@ $< $(LIB) $(LIBS)

# A list of sources is a file that changes only when the list does: what is
# made of all of them is made again when one comes or goes.

$(O)/core.list: FORCE
	@mkdir -p $(@D)
	@echo '$(CORE_SRCS)' | cmp -s - $@ || echo '$(CORE_SRCS)' > $@

build/module.list: FORCE
	@mkdir -p $(@D)
	@echo '$(CORE_SRCS) $(NGX_SRCS) $(HEADERS)' | cmp -s - $@ \
	    || echo '$(CORE_SRCS) $(NGX_SRCS) $(HEADERS)' > $@

.PHONY: FORCE
FORCE:

.SECONDARY:

-include $(CORE_OBJS:.o=.d) $(CLI_OBJS:.o=.d)
-include $(UNIT_SRCS:%.c=$(O)/obj/%.d) $(FUZZ_SRCS:%.c=$(O)/obj/%.d)
-include $(O)/obj/tests/liquid/batch.d

.PHONY: posts
posts: $(CLI)

.PHONY: unit-build seeds-build
unit-build: $(UNIT_BINS) $(CLI)
seeds-build: $(SEED_BINS)

.PHONY: unit
unit: $(UNIT_BINS) $(CLI)
	@O=$(O) tools/run-unit $(UNIT_BINS)

.PHONY: unit-asan
unit-asan:
	@$(MAKE) O=build/asan unit

.PHONY: fuzz-seeds
fuzz-seeds:
	@$(MAKE) O=build/asan run-seeds

.PHONY: run-seeds
run-seeds: $(SEED_BINS)
	@tools/run-seeds $(SEED_BINS)

.PHONY: fuzz
fuzz:
	@CLANG='$(CLANG)' INCS='$(CORE_INCS) -Itests/unit' \
	    SRCS='$(CORE_SRCS)' LIBS='$(LIBS)' TIME='$(TIME)' JOBS='$(JOBS)' \
	    tools/run-fuzz $(if $(TARGET),$(TARGET), \
	    $(FUZZ_SRCS:tests/fuzz/%.c=%))

# The same sites by Debian's jekyll: tests/compat/README.md

.PHONY: compat
compat: $(O)/posts
	@LANG=C.UTF-8 ruby tests/compat/compare.rb $(O)/posts \
	    $(wildcard tests/compat/sites/*)

# Liquid, compared with Ruby's (Debian's jekyll): tests/liquid/README.md

N         ?= 20000
SEED      ?= 1

.PHONY: liquid-diff
liquid-diff: $(O)/liquid-batch
	@LANG=C.UTF-8 ruby tests/liquid/compare.rb $< $(N) $(SEED)

.PHONY: liquid-oracle
liquid-oracle:
	@LANG=C.UTF-8 ruby tests/liquid/oracle.rb tests/liquid/cases/*.txt

.PHONY: valgrind
valgrind: $(UNIT_BINS)
	@O=$(O) RUN='valgrind -q --error-exitcode=99 --leak-check=full' \
	    tools/run-unit $(UNIT_BINS)


# --- the module

.PHONY: module
ifeq ($(wildcard ngx_http_posts_module.c),)
module:
	@echo "no ngx_http_posts_module.c: the module is not built"
else
module: $(MODULE)
endif

build/nginx/objs/Makefile: config build/module.list tools/configure
	@tools/configure build/nginx $(NGINX_SRC)

$(MODULE): build/nginx/objs/Makefile FORCE
	$(call say,MOD $@)
	@tools/quietly $(MAKE) --no-print-directory -C build/nginx \
	    -f objs/Makefile modules
	@cmp -s build/nginx/objs/$(@F) $@ \
	    || { cp build/nginx/objs/$(@F) $@.new && mv $@.new $@; }


# --- a complete nginx with sanitizers, and the module for it

ASAN_MODULE := build/asan/ngx_http_posts_module.so

.PHONY: asan
asan: build/asan/nginx $(ASAN_MODULE)

build/asan/nginx: tools/nginx-asan tools/configure
	@mkdir -p $(@D)
	@tools/nginx-asan $@

build/nginx-asan/objs/Makefile: config build/module.list tools/configure
	@tools/configure --asan build/nginx-asan "$$(tools/nginx-source)"

$(ASAN_MODULE): build/nginx-asan/objs/Makefile FORCE
	$(call say,MOD $@)
	@tools/quietly $(MAKE) --no-print-directory -C build/nginx-asan \
	    -f objs/Makefile modules
	@mkdir -p $(@D)
	@cmp -s build/nginx-asan/objs/$(@F) $@ \
	    || { cp build/nginx-asan/objs/$(@F) $@.new && mv $@.new $@; }


# --- the nginx side's tests; FILES picks some, VARIANT one way to run them

FILES     ?= t
VARIANT   ?= normal

.PHONY: t
t: module
	@tools/run-t $(VARIANT) $(FILES)

.PHONY: t-asan
t-asan: asan
	@tools/run-t asan $(FILES)


# --- for a person

.PHONY: serve
serve:
	@tools/install build
	@$(MAKE) --no-print-directory -j$(JOBS) -s all
	@tools/serve '$(SITE)' '$(PORT)'

.PHONY: test
test:
	@tools/test

# how the module builds, in each way that nginx knows

.PHONY: build-test
build-test:
	@tests/build.sh

.PHONY: style
style:
	@tools/style

.PHONY: lint
lint:
	@tools/lint $(CORE_INCS) -- $(CORE_SRCS) $(CLI_SRCS)

.PHONY: bench
bench: all bench-liquid-build
	@bench/run

$(O)/bench/%: $(O)/obj/bench/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(LINK) -o $@ $< $(LIB) $(LIBS)

.PHONY: bench-cache
bench-cache: $(O)/bench/cache
	@$<

.PHONY: bench-liquid bench-liquid-build
bench-liquid-build: $(O)/bench/liquid/engine $(O)/bench/liquid/growth

bench-liquid: bench-liquid-build
	@BENCH=$(O)/bench/liquid bench/liquid/run

.PHONY: chaos
chaos: $(O)/unit/cache_chaos $(O)/unit/cache_step
	@$(O)/unit/cache_chaos $(TIME)
	@$(O)/unit/cache_step $(TIME)

MODULES_PATH ?= $(shell nginx -V 2>&1 | tr ' ' '\n' \
                  | sed -n 's/^--modules-path=//p')

.PHONY: install
install: module
	install -D -m 644 $(MODULE) \
	    '$(DESTDIR)$(MODULES_PATH)/ngx_http_posts_module.so'

.PHONY: clean
clean:
	rm -rf build t/servroot*

.PHONY: help
help:
	@sed -n '/^#: /s///p' Makefile

#: make             build/ngx_http_posts_module.so and build/posts
#: make serve       install what is missing, build, serve in the foreground
#:                  [SITE=examples/blog] [PORT=8080]
#: make test        install what is missing, build, run every test
#: make unit        the tests of the core and of the command
#: make unit-asan   the same with AddressSanitizer, UBSan and LeakSanitizer
#: make t           the tests of the nginx side [FILES=t/x.t]
#:                  [VARIANT=normal|hup|postpone|asan]
#: make asan        build/asan/nginx: all of nginx with sanitizers
#: make t-asan      the tests of the nginx side through it
#: make fuzz        fuzz with libFuzzer [TARGET=name] [TIME=seconds]
#: make fuzz-seeds  each fuzz target once over its seeds, with sanitizers
#: make liquid-diff random templates through Ruby's Liquid and through ours
#:                  [N=20000] [SEED=1]
#: make liquid-oracle  what Ruby says, into tests/liquid/cases
#: make build-test  the module as a dynamic and as a static one
#: make style       the coding style and the shape of the tree
#: make lint        cppcheck
#: make valgrind    the tests of the core under valgrind
#: make chaos       the cache's processes killed at random, then at every
#:                  instruction [TIME=seconds each]
#: make bench       the benchmarks
#: make bench-cache the cache without a server
#: make bench-liquid  Liquid with Ruby's and LiquidJS, without a server
#: make install     the module into nginx's modules path [DESTDIR=]
#: make clean       remove build/
