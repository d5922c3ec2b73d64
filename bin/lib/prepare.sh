# Sourced by bin/runtime when there is no image that may be used: builds what is missing and starts the script, or, where
# an image cannot be made, starts it on a stock JDK. Everything that is said goes to stderr.

say() {
  printf 'sluice: %s\n' "$@" >&2
}

give_up() {
  say "$@"
  exit 1
}

. "$lib/find-jdk.sh"

# Truffle unpacks a native library into a cache, and without it falls silently back to interpreting: it gets a folder that
# can be written. Where that is only the system's folder for temporary files, it must be our own and nobody else's.
cache_of_stock() {
  cache=$images/resources
  mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] && return
  cache=${TMPDIR:-/tmp}/sluice-$(id -u)
  mkdir -m 700 "$cache" 2>/dev/null
  [ -d "$cache" ] && [ ! -L "$cache" ] && [ -O "$cache" ] ||
    give_up "no folder can be written for what the engine unpacks: neither $images nor $cache."
}

# The stock JDK with the real compiler in place of the JDK's empty module: slower to start, for HotSpot uses no archive of
# classes with --upgrade-module-path, but as fast in the long run.
run_stock() {
  cache_of_stock
  arguments=$#
  while read -r option; do
    case $option in
      '' | '#'*) ;;
      *) set -- "$@" "$option" ;;
    esac
  done <"$lib/image/jvm-options"
  set -- "$@" "-XX:CompilerDirectivesFile=$lib/image/compiler-directives.json" \
    "-Dpolyglot.engine.userResourceCache=$cache" --upgrade-module-path "$parts/compiler" --module-path "$parts/modules" ${SLUICE_JAVA_OPTS-} --module "$main_class"
  # The script's arguments go behind the options.
  while [ "$arguments" -gt 0 ]; do
    set -- "$@" "$1"
    shift
    arguments=$((arguments - 1))
  done
  exec "$jdk/bin/java" "$@"
}

# Status: 0 built, 75 another process was building, 76 no image can be made though the modules are there, else an error.
build() {
  if [ ! -x "$jdk/bin/jlink" ] && [ "$4" = image ]; then
    say "$jdk has no jlink, which makes run-time images."
    printf '%s\n' none "$jdk" >"$images/no-image"
    return 76
  fi
  "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dsluice.jdk="$jdk" --add-modules jdk.jlink \
    --add-exports jdk.jlink/jdk.tools.jlink.internal=ALL-UNNAMED \
    --add-exports jdk.jlink/jdk.tools.jlink.builder=ALL-UNNAMED \
    --add-exports jdk.jlink/jdk.tools.jlink.plugin=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.module=ALL-UNNAMED \
    "$lib/image/dev/sluice/image/BuildImage.java" "$@" </dev/null >&2
}

no_image() {
  say "$1" "  Scripts run on the stock JDK at $jdk instead: as fast in the long run, slower to start."
}

[ -z "${SLUICE_NO_BUILD-}" ] || [ -d "$parts/modules" ] ||
  give_up "nothing is built in $parts, and SLUICE_NO_BUILD forbids to build it."

find_jdk

# Without an image there is nothing to build, save the modules of a checkout.
if [ -n "${SLUICE_NO_IMAGE-}" ]; then
  goal=modules
  stamp_of_stock=$images/modules-only
  [ -n "$checkout" ] || run_stock "$@"
else
  goal=image
  stamp_of_stock=$images/no-image
fi
if { usable "$stamp_of_stock" && [ "$jdk_of_image" = "$jdk" ]; } || [ -n "${SLUICE_NO_BUILD-}" ]; then
  run_stock "$@"
fi

if ! mkdir -p "$images" 2>/dev/null || [ ! -w "$images" ]; then
  no_image "no run-time image can be kept: $images cannot be written."
  run_stock "$@"
fi
while :; do
  with_sources build "${checkout:+$home}" "$parts" "$images" "$goal"
  case $? in
    0)
      [ "$goal" = image ] || run_stock "$@"
      read -r key <"$images/current"
      run_image "$@"
      ;;
    75)
      ! usable "$images/current" || run_image "$@"
      ! usable "$stamp_of_stock" || run_stock "$@"
      ;;
    76)
      no_image "the run-time image could not be made (see above)."
      run_stock "$@"
      ;;
    *) exit 1 ;;
  esac
done
