#!/usr/bin/env bash
# All that an image is made of, for Jib: the application, and the base where none other is wanted.
#
#   files.sh JAR ROOT BASE      BASE as Jib takes it; tar://…/image/base.tar is made here
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
case "$3" in
  tar://*/image/base.tar) "$here/base.sh" "${3#tar://}" ;;
esac
"$here/application.sh" "$1" "$2"
# Jib knows by their times which files are new, and gives them times of its own in the image
find "$2" -exec touch -h {} +
