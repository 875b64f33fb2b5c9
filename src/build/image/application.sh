#!/usr/bin/env bash
# What the image has besides an operating system's few files: a Java runtime with what the gateway needs and no more, the
# jar without the databases in it, native libraries as files, and the cache for a quick start. By a JDK 25, which is
# JAVA_HOME or found where Debian has them; the runtime is made for this machine's architecture.
#
#   application.sh JAR ROOT      ROOT is made anew
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$1
root=$2

jdk() {
  local home
  for home in "${JAVA_25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    if [ -x "$home/bin/jlink" ] && grep -qs '^JAVA_VERSION="25' "$home/release"; then
      echo "$home"
      return
    fi
  done
  echo "No JDK 25 here: set JAVA_25_HOME" >&2
  return 1
}
java_home=$(jdk)

rm -rf "$root"
mkdir -p "$root/opt/vouchpost"
"$java_home/bin/java" "$here/Lean.java" "$jar" "$root/opt/vouchpost/vouchpost.jar" "$root/opt/vouchpost/native"
cp "$here/java.options" "$root/opt/vouchpost/"

# Those that the classes name, without the two that they name for other programs' sake (java.beans, compilers); and those
# that are only looked for at run time: the JSON of metrics and the profiler of an operator (jcmd, jfr), signals, sockets.
modules=$("$java_home/bin/jdeps" --ignore-missing-deps --multi-release 25 --print-module-deps -q \
  "$root/opt/vouchpost/vouchpost.jar" | tail -n 1 | tr , '\n' | grep -vxE 'java\.(desktop|compiler)' | paste -sd ,)
"$java_home/bin/jlink" --add-modules "$modules,jdk.management,jdk.net,jdk.zipfs,jdk.jcmd,jdk.jfr" \
  --no-header-files --no-man-pages --compress zip-0 --output "$root/opt/java"
# for those who build with it
rm -f "$root/opt/java/lib/jrt-fs.jar" "$root/opt/java/lib/classlist"

chmod -R u=rwX,go=rX "$root"
# Java takes the cache only for the very jar it was made with, by its time and size; builders of images set all times so
find "$root" -exec touch -h -d @1 {} +
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$java_home/bin/java" --enable-native-access=ALL-UNNAMED -Djava.io.tmpdir="$scratch" -cp "$jar" "$here/Training.java" "$root"
chmod 644 "$root/opt/vouchpost/vouchpost.aot"
find "$root" -exec touch -h -d @1 {} +
du -sh "$root/opt/java" "$root"/opt/vouchpost/*
