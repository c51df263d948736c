# Needs Swift 6.3. `make test` and `make demo` install what else is missing on Debian.

SWIFT ?= swift
# What is tested, studied and shown is one optimized build, as hosts have it: tests take a third of the time
# of a debug build, which `swift build` and `swift test` make as ever. Tests see what is internal.
RELEASE = -c release -Xswiftc -enable-testing
DEMO  ?= .build/demo
SEED  ?= 1
REPORTS ?= $(CURDIR)/.build/reports
MINUTES ?= 5
TICKETS ?= 2000
GOLDEN ?= .build/golden-ledgers
CHANGES ?= 1000
STATES ?= 100000
ROUNDS ?= 20
CYCLES ?= 2000
export TICKET_LEDGER_DATA ?= $(CURDIR)/../shared/data

.PHONY: help deps build lint test test-tsan test-tsan-short test-asan test-asan-short fuzz-pages fuzz fuzz-broken tamper-study \
	power-loss power-loss-broken failing-disk failing-disk-broken process-study process-study-broken \
	kill-study kill-study-broken demo compare compare-smoke scale \
	bench-check bench-update docs clean \
	bench-deps golden-ledgers soak soak-broken erasure-study browser go test-interop report-samples test-report report-screenshots

help:
	@echo "make test         install what is missing, build, lint, run every test"
	@echo "make demo         install what is missing, build, simulate a year and show it"
	@echo "make test-tsan    what runs beside something else, under ThreadSanitizer"
	@echo "make test-tsan-short  a host's mixed work under it, for half a minute (SEED=1; Linux)"
	@echo "make test-asan    every test under AddressSanitizer"
	@echo "make test-asan-short  that work under it, and hostile bytes to all that reads bytes (SEED=1; Linux)"
	@echo "make fuzz-pages   changed ledger files: refused, or survived by LMDB (MINUTES=5 SEED=1)"
	@echo "make fuzz         libFuzzer on all that reads bytes (MINUTES=30 each SEED=1 JOBS=1 TARGET= SANITIZE=address)"
	@echo "make fuzz-broken  the same on readers with planted defects, which it has to find"
	@echo "make tamper-study changed bytes of a ledger: found, with their place (CHANGES=1000 SEED=1)"
	@echo "make power-loss   what is left wherever the power is cut (STATES=100000 SEED=1; Linux)"
	@echo "make power-loss-broken  the same with defects, each of which it has to find (SEED=1; Linux)"
	@echo "make failing-disk what is said, and left, wherever a call of the disk fails (SEED=1; Linux)"
	@echo "make failing-disk-broken  the same with defects, each of which it has to find (SEED=1; Linux)"
	@echo "make process-study  many processes on one ledger, and clocks that step (ROUNDS=20 SEED=1)"
	@echo "make process-study-broken  the same with defects, each of which it has to find (SEED=1)"
	@echo "make kill-study   what is left of a ledger whose writer is killed (CYCLES=2000 SEED=1)"
	@echo "make kill-study-broken  the same with defects, each of which it has to find (SEED=1)"
	@echo "make soak         a host's mixed work: memory, file, descriptors, latencies flat (MINUTES=60 SEED=1; Linux)"
	@echo "make soak-broken  the same with leaks, each of which it has to find (SEED=1; Linux)"
	@echo "make erasure-study what is left of erased persons, on disk (TICKETS=2000 SEED=1)"
	@echo "make golden-ledgers ledgers of the present version, for tests of later ones (GOLDEN=.build/golden-ledgers)"
	@echo "make compare      the ledger beside LMDB, SQLite and Python, in ratios (EVENTS=500000 RUNS=5 ONLY=)"
	@echo "make compare-smoke  the same with 20,000 events, once: whether it runs"
	@echo "make scale        the ledger as it grows (SIZES=1,10,100 in millions of events; 40 GB, a quarter of an hour)"
	@echo "make bench-check  what must not grow: allocations, writes, bytes; against committed thresholds"
	@echo "make bench-update writes those thresholds anew, after a change that is meant"
	@echo "make test-report  sample reports, checked in a real browser"
	@echo "make report-screenshots  pictures of them in .build/report-screenshots"
	@echo "make test-interop  exported logs, checked with Go's packages for transparency logs"
	@echo "make docs         the documentation as a site in .build/docs"
	@echo "make clean        remove what was built"

# liblmdb, pkg-config and the zones' data, where they are missing and the system is Debian's.
deps:
	@if ! pkg-config --exists lmdb 2>/dev/null || ! test -e /usr/share/zoneinfo/Europe/Paris; then \
	  if command -v apt-get >/dev/null; then \
	    sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	    $$sudo apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq liblmdb-dev pkg-config tzdata; \
	  else \
	    echo "install LMDB and pkg-config first: brew install lmdb pkg-config" >&2; exit 1; \
	  fi; \
	fi

build: deps
	$(SWIFT) build

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Examples \
	  Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Regressions/Package.swift \
	  Benchmarks/Regressions/Benchmarks

# What starts programs runs apart from what computes, and only some at a time: else all tests of a run
# begin at once, and more than a thousand open files at once are too many for Foundation's `Process`.
PROGRAMS = CommandLineTests|WitnessTests
WIDTH = --experimental-maximum-parallelization-width 16
test: deps lint
	$(SWIFT) build --build-tests $(RELEASE)
	$(SWIFT) test --skip-build $(RELEASE) --skip '$(PROGRAMS)'
	$(SWIFT) test --skip-build $(RELEASE) --filter '$(PROGRAMS)' $(WIDTH)

# Sanitized builds have folders of their own, so that an ordinary build stays as it is. They are many
# times slower: the large import is left to the ordinary run. What computes alone, without another task
# or thread beside it, has nothing for ThreadSanitizer to see, and would hold up what has. AddressSanitizer
# looks at an optimized build, as hosts have it, and at half the price; it keeps no stack of each allocation,
# and little of what was freed: else it would take 12 GB, and twice as long.
ALONE = OpenTime|Zone|Calendar|Vector|ClockOracle|AlarmLaw|ServiceLevelLaw[^P]|Figures|Recurrence|Report|CSV|KeyFileCrash|Mutation|Garbage|Transparency
test-tsan test-tsan-short: export TSAN_OPTIONS = suppressions=$(CURDIR)/Tests/tsan.supp
test-tsan test-tsan-short: SANITIZED = --sanitize=thread --scratch-path .build-tsan
test-asan test-asan-short: export ASAN_OPTIONS = detect_leaks=0:malloc_context_size=0:quarantine_size_mb=32
test-asan test-asan-short: SANITIZED = $(RELEASE) --sanitize=address --scratch-path .build-asan
test-tsan test-asan: export TICKET_LEDGER_DATA = none
test-tsan: deps
	$(SWIFT) build --build-tests $(SANITIZED)
	$(SWIFT) test --skip-build $(SANITIZED) --skip '$(ALONE)|$(PROGRAMS)'
	$(SWIFT) test --skip-build $(SANITIZED) --skip '$(ALONE)' --filter '$(PROGRAMS)' $(WIDTH)

test-asan: deps
	$(SWIFT) build --build-tests $(SANITIZED)
	$(SWIFT) test --skip-build $(SANITIZED) --skip '$(PROGRAMS)'
	$(SWIFT) test --skip-build $(SANITIZED) --filter '$(PROGRAMS)' $(WIDTH)

# What of both continuous integration has time for: all that a host does at once (Soak), and the corpora of
# the fuzz targets, with inputs that are made of them.
SANITIZED_BIN = $$($(SWIFT) build $(SANITIZED) --show-bin-path)
test-tsan-short: deps
	$(SWIFT) build $(SANITIZED) --product Soak
	"$(SANITIZED_BIN)/Soak" work 30 $(SEED) .build-tsan/soak

test-asan-short: deps
	$(SWIFT) build $(SANITIZED) --product Soak
	$(SWIFT) build $(SANITIZED) --product Fuzzing
	"$(SANITIZED_BIN)/Soak" work 30 $(SEED) .build-asan/soak
	bin="$(SANITIZED_BIN)"; for corpus in Tests/Fuzzing/Corpora/*; do \
	  "$$bin/Fuzzing" check $$(basename $$corpus) $(SEED) 2000 Tests/Fuzzing/Corpora || exit 1; \
	done

# Debian's Chromium, where it is missing.
browser:
	@if ! command -v chromium >/dev/null; then \
	  if command -v apt-get >/dev/null; then \
	    sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	    $$sudo apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq chromium; \
	  else \
	    echo "install Chromium first" >&2; exit 1; \
	  fi; \
	fi

report-samples: deps
	$(SWIFT) build --build-tests $(RELEASE)
	@rm -rf $(REPORTS)
	TICKET_LEDGER_REPORTS=$(REPORTS) $(SWIFT) test --skip-build $(RELEASE) --filter ReportSampleFilesTests
	@bin=$$($(SWIFT) build $(RELEASE) --show-bin-path)/ticket-ledger; set -e; \
	export TICKET_LEDGER=$(REPORTS)/simulated.ledger; \
	"$$bin" simulate --tickets 1000 --seed $(SEED) >/dev/null; \
	for language in en fr; do \
	  "$$bin" report --as-of 2025-12-31T18:00:00Z --language $$language \
	    --output $(REPORTS)/simulated-$$language.html; \
	done; \
	incidents=$(TICKET_LEDGER_DATA)/servicenow/incidents_2016-03.csv; \
	if test -e "$$incidents"; then \
	  "$$bin" import csv "$$incidents" --mapping servicenow --ledger $(REPORTS)/incidents.ledger \
	    >/dev/null 2>&1; \
	  "$$bin" report --ledger $(REPORTS)/incidents.ledger --as-of 2016-07-01T00:00:00Z \
	    --output $(REPORTS)/incidents-en.html; \
	fi

test-report: browser report-samples
	python3 Tests/Report/report.py check $(REPORTS)

report-screenshots: browser report-samples
	python3 Tests/Report/report.py shoot $(REPORTS) .build/report-screenshots

# Debian's Go and its packages of transparency logs, where they are missing.
GO_PACKAGES = /usr/share/gocode
go:
	@if ! command -v go >/dev/null || ! test -d $(GO_PACKAGES)/src/golang.org/x/mod/sumdb/tlog; then \
	  if command -v apt-get >/dev/null; then \
	    sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	    $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq \
	      --no-install-recommends golang-go golang-golang-x-mod-dev python3; \
	  else \
	    echo "install Go, and golang.org/x/mod in $(GO_PACKAGES)/src" >&2; exit 1; \
	  fi; \
	fi

# The import is the long part, and many times as long in a debug build. Go's packages are taken as they
# lie on the disk, and nothing is fetched.
test-interop: deps go
	$(SWIFT) build $(RELEASE) --product ticket-ledger
	$(SWIFT) build $(RELEASE) --product ledger-witness
	GO111MODULE=off GOPATH=$(GO_PACKAGES) CGO_ENABLED=0 go build -o .build/tlog-verifier Tests/Interop/verify.go
	@go version; dpkg-query -W golang-golang-x-mod-dev 2>/dev/null || true
	python3 Tests/Interop/interop.py $$($(SWIFT) build $(RELEASE) --show-bin-path) \
	  .build/tlog-verifier .build/interop $(TICKET_LEDGER_DATA)

# A file that the reader of pages passes and LMDB does not survive fails, and prints its seed.
fuzz-pages: deps
	TICKET_LEDGER_FUZZ_MINUTES=$(MINUTES) TICKET_LEDGER_FUZZ_SEED=$(SEED) \
	  $(SWIFT) test $(RELEASE) --filter MutationStudyTests

# Gives hostile bytes to all that reads bytes, by libFuzzer, for so many minutes of CPU time each; prints a
# table, and fails if there is a finding. Instrumented builds have folders of their own; corpora, findings
# and logs stay there. The second one fails where a planted defect is not found within a minute.
FUZZ_FOLDER = .build-fuzz$(SANITIZE)
FUZZ_FLAGS = -c release --scratch-path $(FUZZ_FOLDER) -Xswiftc -sanitize=fuzzer -Xswiftc -DFUZZING \
	$(if $(filter Linux,$(shell uname)),-Xswiftc -use-ld=lld) \
	$(if $(SANITIZE),--sanitize=$(SANITIZE))
FUZZ = python3 Tests/Fuzzing/fuzz.py "$$($(SWIFT) build $(FUZZ_FLAGS) --show-bin-path)/Fuzzing" \
	--seed $(SEED) --jobs $(or $(JOBS),1) --work $(FUZZ_FOLDER)/fuzz $(if $(SANITIZE),--sanitized)
fuzz fuzz-broken: export SWIFT_BACKTRACE = enable=no
fuzz: deps
	$(SWIFT) build $(FUZZ_FLAGS) --product Fuzzing
	$(FUZZ) --minutes $(if $(filter file,$(origin MINUTES)),30,$(MINUTES)) $(TARGET)

fuzz-broken: deps
	$(SWIFT) build $(FUZZ_FLAGS) --product Fuzzing
	@rm -rf $(FUZZ_FOLDER)/fuzz/corpora/planted-*
	$(FUZZ) --minutes 1 --must-fail

# Changes single bytes of a ledger of 20,000 events or more, plain and sealed, and attacks it at random
# places; prints what `verify` says of each as tables, and fails if one is missed, a wrong place is
# named, or a run crashes or does not end.
tamper-study: deps
	TICKET_LEDGER_TAMPER_CHANGES=$(CHANGES) TICKET_LEDGER_TAMPER_SEED=$(SEED) \
	  $(SWIFT) test $(RELEASE) --filter 'TamperStudyTests|AttackTests'

# Records what workloads write, truncate, rename and sync, rebuilds the disk as it could stand at each
# point, and checks what is left; prints a table. A failure prints the state, and the command that checks
# it again. The second one fails where one of its defects is not found.
DISK_STUDIES = "$$($(SWIFT) build $(RELEASE) --show-bin-path)/DiskStudies"
power-loss: deps
	$(SWIFT) build $(RELEASE) --product DiskStudies
	$(DISK_STUDIES) power-loss study $(SEED) $(STATES)

power-loss-broken: deps
	$(SWIFT) build $(RELEASE) --product DiskStudies
	$(DISK_STUDIES) power-loss broken $(SEED) 2000

# Lets each call of workloads fail that can, in each way that it can, and fills small file systems; checks
# what the caller is told, and what is left; prints a table. A failure prints the case, and the command
# that runs it again. The second one fails where one of its defects is not found.
failing-disk: deps
	$(SWIFT) build $(RELEASE) --product DiskStudies
	$(DISK_STUDIES) failing-disk study $(SEED) 1

failing-disk-broken: deps
	$(SWIFT) build $(RELEASE) --product DiskStudies
	$(DISK_STUDIES) failing-disk broken $(SEED) 40

# Starts processes on one ledger, stops and kills them, lets their clocks step, and holds what they saw
# against what is promised; prints a table. A failure prints the command that plays its round again. The
# second one fails where one of its defects is not found.
MANY_PROCESSES = "$$($(SWIFT) build $(RELEASE) --show-bin-path)/ManyProcesses"
process-study: deps
	$(SWIFT) build $(RELEASE) --product ManyProcesses
	$(MANY_PROCESSES) study $(SEED) $(ROUNDS)

process-study-broken: deps
	$(SWIFT) build $(RELEASE) --product ManyProcesses
	$(MANY_PROCESSES) broken $(SEED)

# Kills writers at random moments and looks at what they leave; prints a table. A failure prints the seed
# and the command that does it again, and leaves the ledger. The second one fails where a defect is not found.
PROCESS_DEATH = "$$($(SWIFT) build $(RELEASE) --show-bin-path)/ProcessDeath"
kill-study: deps
	$(SWIFT) build $(RELEASE) --product ProcessDeath
	$(PROCESS_DEATH) study $(SEED) $(CYCLES)

kill-study-broken: deps
	$(SWIFT) build $(RELEASE) --product ProcessDeath
	$(PROCESS_DEATH) broken $(SEED)

# Words and names of which no eight bytes in a row may be left, in a sealed ledger and in a plain one.
erasure-study: deps
	TICKET_LEDGER_ERASURE_TICKETS=$(TICKETS) TICKET_LEDGER_ERASURE_SEED=$(SEED) \
	  $(SWIFT) test $(RELEASE) --filter ErasureStudyTests

# A host's mixed work for so many minutes; samples and plots lie in .build/soak. The second one has the
# same work done with a leak each, for a minute, and fails where one is not found. Linux.
SOAK = nice -n 19 "$$($(SWIFT) build $(RELEASE) --show-bin-path)/Soak"
soak: MINUTES = 60
soak: deps
	$(SWIFT) build $(RELEASE) --product Soak
	$(SOAK) run $$(( $(MINUTES) * 60 )) $(SEED) .build/soak

soak-broken: deps
	$(SWIFT) build $(RELEASE) --product Soak
	$(SOAK) broken 60 $(SEED) .build/soak-broken

# What is committed in Tests/FormatTests/Ledgers is written once: this writes those of the present version
# elsewhere, and never over others.
golden-ledgers: deps
	$(SWIFT) build --build-tests $(RELEASE)
	TICKET_LEDGER_GOLDEN=$(abspath $(GOLDEN)) $(SWIFT) test --skip-build $(RELEASE) --filter GoldenWriting

demo: deps
	$(SWIFT) build $(RELEASE) --product ticket-ledger
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@bin=$$($(SWIFT) build $(RELEASE) --show-bin-path)/ticket-ledger; \
	export TICKET_LEDGER=$(DEMO)/helpdesk.ledger; \
	set -e; \
	run() { echo; echo "\$$ ticket-ledger $$*"; "$$bin" "$$@"; }; \
	run simulate --tickets 3000 --seed $(SEED); \
	run queues --as-of 2025-12-31T18:00:00Z; \
	run flow --as-of 2025-12-31T18:00:00Z --limit 8; \
	run breaches --as-of 2025-12-31T18:00:00Z --by clock --limit 5; \
	run recurrence --by service,category --as-of 2025-12-31T18:00:00Z --limit 8; \
	run kpis --as-of 2025-12-31T18:00:00Z; \
	run tickets --state waiting --as-of 2025-12-31T18:00:00Z --sort opened --limit 5; \
	run report --as-of 2025-12-31T18:00:00Z --output $(DEMO)/report.html; \
	run replay; \
	run stat; \
	echo; echo "The ledger stays in $$TICKET_LEDGER; ask it with $$bin --help"

# Needs SQLite's headers besides; Python's part is left out, and says so, where it cannot be installed.
BENCHMARKS = $(SWIFT) run -c release --package-path Benchmarks ledger-benchmarks
EVENTS ?= 500000
RUNS ?= 5
compare: deps bench-deps
	$(BENCHMARKS) compare --events $(EVENTS) --runs $(RUNS) $(addprefix --only ,$(ONLY))

compare-smoke: deps bench-deps
	$(BENCHMARKS) compare --events 20000 --runs 1 --output Benchmarks/.build/compare-smoke.json

SIZES ?= 1,10,100
scale: deps bench-deps
	$(BENCHMARKS) scale --sizes $(SIZES)

# Hashing is seeded the same way each time, since collisions decide when a table grows. What is better than
# the thresholds is told, and is no failure, though the harness says so in the same way.
REGRESSIONS = SWIFT_DETERMINISTIC_HASHING=1 $(SWIFT) package --package-path Benchmarks/Regressions \
	--allow-writing-to-package-directory benchmark thresholds
THRESHOLDS = --target LedgerRegressions --no-progress --path Benchmarks/Regressions/Thresholds
bench-check: deps
	@mkdir -p Benchmarks/Regressions/.build
	$(REGRESSIONS) check $(THRESHOLDS) 2>&1 | tee Benchmarks/Regressions/.build/check.log
	@grep -qE 'is (EQUAL|BETTER)' Benchmarks/Regressions/.build/check.log

bench-update: deps
	$(REGRESSIONS) update $(THRESHOLDS)

bench-deps:
	@if ! pkg-config --exists sqlite3 2>/dev/null; then \
	  if command -v apt-get >/dev/null; then \
	    sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	    $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq \
	      --no-install-recommends libsqlite3-dev python3-venv; \
	  else \
	    echo "install SQLite first" >&2; exit 1; \
	  fi; \
	fi

# The libraries alone: the symbols of tests and of what is inside the package are dumped with them.
LIBRARIES = TicketLedger TicketExchange TicketSimulation Transparency
docs: deps
	$(SWIFT) package dump-symbol-graph --minimum-access-level public >/dev/null
	@rm -rf .build/docs-symbols && mkdir -p .build/docs-symbols
	@symbols=$$(dirname $$($(SWIFT) build --show-bin-path))/symbolgraph; \
	for library in $(LIBRARIES); do cp "$$symbols/$$library"[.@]* .build/docs-symbols || exit 1; done
	$$(dirname $$(command -v $(SWIFT)))/docc convert Documentation/TicketLedger.docc \
	  --fallback-display-name TicketLedger --fallback-bundle-identifier ticket-ledger \
	  --additional-symbol-graph-dir .build/docs-symbols --output-dir .build/docs

clean:
	rm -rf .build .build-tsan .build-asan .build-fuzz .build-fuzzaddress Benchmarks/.build Benchmarks/Regressions/.build
