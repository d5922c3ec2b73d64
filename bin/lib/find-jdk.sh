# Sourced by bin/lib/prepare.sh. find_jdk sets $jdk to the home of a JDK 25, or says what to install and gives up.
# No JVM is started to find out: every JDK has a file `release` that names its version.

# The usual folders of Linux distributions, macOS and version managers. A pattern may match several; the last match is
# the newest in most of them. SLUICE_JDK_FOLDERS replaces the list (empty: look into none).
usual_jdk_folders="/usr/lib/jvm/* /usr/java/* /usr/local/java/* /opt/java/* /opt/jdk* /opt/*jdk*
/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec"
user_jdk_folders="Library/Java/JavaVirtualMachines/*/Contents/Home .sdkman/candidates/java/* .jdks/* .jdk/*
.local/share/mise/installs/java/* .asdf/installs/java/* .jenv/versions/*"

is_jdk_25() {
  [ -f "$1/release" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  while IFS='=' read -r name value; do
    case $name=$value in
      'JAVA_VERSION="25"' | 'JAVA_VERSION="25.'* | 'JAVA_VERSION="25-'*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

jdk_in_folders() {
  set +f
  if [ -n "${SLUICE_JDK_FOLDERS+set}" ]; then
    set -- $SLUICE_JDK_FOLDERS
  else
    set -- $usual_jdk_folders
    for folder in $user_jdk_folders; do
      set -- "$@" "${HOME-}"/$folder
    done
  fi
  set -f
  jdk=
  for folder; do
    ! is_jdk_25 "$folder" || jdk=$folder
  done
  [ -n "$jdk" ]
}

jdk_on_path() {
  old_ifs=$IFS
  IFS=:
  set -- $PATH
  IFS=$old_ifs
  for folder; do
    java=$folder/java
    [ -x "$java" ] || continue
    while [ -L "$java" ]; do
      link=$(readlink "$java")
      case $link in
        /*) java=$link ;;
        *) java=${java%/*}/$link ;;
      esac
    done
    jdk=${java%/*}/..
    ! is_jdk_25 "$jdk" || return 0
    # A wrapper, such as the shims of version managers or /usr/bin/java of macOS, knows its JDK only itself.
    if [ ! -f "$jdk/release" ]; then
      jdk=$("$java" -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p')
      ! is_jdk_25 "$jdk" || return 0
    fi
  done
  return 1
}

find_jdk() {
  if [ -n "${SLUICE_JAVA_HOME-}" ]; then
    jdk=$SLUICE_JAVA_HOME
    is_jdk_25 "$jdk" || give_up "SLUICE_JAVA_HOME is $jdk, which is no JDK 25."
    return
  fi
  jdk=${JAVA_HOME-}
  [ -n "$jdk" ] && is_jdk_25 "$jdk" || jdk_in_folders || jdk_on_path ||
    give_up "no JDK 25 found, neither by JAVA_HOME, nor in the usual folders, nor on PATH." \
      "Install one (Eclipse Temurin 25, package temurin-25-jdk, openjdk-25-jdk or openjdk@25; from adoptium.net, for example)," \
      "or set SLUICE_JAVA_HOME to the folder of yours."
}
