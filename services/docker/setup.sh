# shellcheck shell=sh
# The part of ./setup --docker: engine, daemon, Compose v2, base image, the project's images. Sourced by ./setup,
# whose `line`, `fail`, `has`, `quietly`, `as_root` and `check_only` it uses.
# shellcheck disable=SC2154 # check_only and root are ./setup's

docker_base=debian:bookworm-slim
docker_plugins=/usr/local/lib/docker/cli-plugins
dockerd_log=/var/log/dockerd.log
dockerd_pid_file=/var/run/docker.pid

# pid_runs <command> <pid>: whether this process exists, runs this command, and is not a zombie.
pid_runs() {
  [ "$(cat "/proc/$2/comm" 2>/dev/null)" = "$1" ] && ! grep -q '^State:.*Z' "/proc/$2/status"
}

docker_missing() {
  line 33 missing "$1" "$2"
  incomplete=true
}

install_engine() {
  has apt-get || fail 'Docker engine' 'this system has no apt-get; install Docker manually'
  # Since Debian 13 the client is a separate package.
  engine='docker.io iptables'
  if apt-cache show docker-cli >/dev/null 2>&1; then engine="$engine docker-cli"; fi
  line 36 install 'Docker engine' "$engine"
  as_root 'Docker engine' "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 $engine"
}

daemon_answers() { docker info >/dev/null 2>&1; }

start_daemon() {
  if [ -n "${DOCKER_HOST:-}" ]; then
    fail 'Docker daemon' "no answer at DOCKER_HOST=$DOCKER_HOST: $(docker info 2>&1 | tail -n 1)"
  fi
  if docker info 2>&1 | grep -q 'permission denied'; then
    fail 'Docker daemon' "running, but this user has no permission; run \`sudo usermod -aG docker $(id -un)\` and log in again"
  fi
  line 36 start 'Docker daemon' ''
  if [ -d /run/systemd/system ]; then
    as_root 'Docker daemon' 'systemctl start docker'
  else
    # A killed daemon leaves this file, which the next one mistakes for a running daemon.
    [ ! -e $dockerd_pid_file ] || pid_runs dockerd "$(cat $dockerd_pid_file)" ||
      as_root 'Docker daemon' "rm -f $dockerd_pid_file"
    # 9 is the lock of ./setup, which the daemon must not inherit.
    as_root 'Docker daemon' "setsid dockerd >$dockerd_log 2>&1 </dev/null 9>&- &"
  fi
  tries=0
  until daemon_answers; do
    tries=$((tries + 1))
    if [ $tries -gt 60 ]; then
      [ ! -r $dockerd_log ] || tail -n 20 $dockerd_log >&2
      fail 'Docker daemon' "does not answer: $(docker info 2>&1 | tail -n 1)"
    fi
    sleep 0.5
  done
}

compose_version() { docker compose version --short 2>/dev/null; }

# Prints the package of this distribution with Compose v2, if any.
compose_package() {
  for package in docker-compose-v2 docker-compose-plugin docker-compose; do
    case $(apt-cache policy $package 2>/dev/null | sed -n 's/^ *Candidate: //p') in
      '' | '(none)' | 1.*) ;;
      *)
        echo $package
        return
        ;;
    esac
  done
  return 1
}

# Debian 12 has only Compose v1. The plugin of Debian 13 is a static program that also runs on Debian 12.
install_compose_of_trixie() {
  work=$(mktemp -d)
  mkdir -p "$work/lists/partial"
  chmod -R a+rX "$work"
  printf '%s\n' 'Types: deb' 'URIs: http://deb.debian.org/debian' 'Suites: trixie' 'Components: main' \
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >"$work/trixie.sources"
  apt="apt-get -o Dir::Etc::SourceList=$work/trixie.sources -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists=$work/lists -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root"
  as_root 'Docker Compose' "$apt update && cd '$work' && $apt download docker-compose && dpkg-deb -x docker-compose_*.deb unpacked && install -D -m 755 unpacked/usr/libexec/docker/cli-plugins/docker-compose $docker_plugins/docker-compose"
  as_root 'Docker Compose' "rm -rf '$work'"
}

install_compose() {
  if package=$(compose_package); then
    line 36 install 'Docker Compose' "$package"
    as_root 'Docker Compose' "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 $package"
  else
    line 36 install 'Docker Compose' "v2 from Debian 13, into $docker_plugins"
    install_compose_of_trixie
  fi
}

base_exists() { docker image inspect $docker_base >/dev/null 2>&1; }

make_base() {
  if ! has debootstrap; then
    as_root 'base image' 'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 debootstrap'
  fi
  as_root 'base image' "services/docker/make-base $docker_base"
}

if has dockerd || daemon_answers; then
  line 32 ok 'Docker engine' "$(docker --version)"
elif $check_only; then
  docker_missing 'Docker engine' 'docker.io, iptables'
else
  install_engine
  line 32 ok 'Docker engine' "$(docker --version), installed"
fi

if daemon_answers; then
  line 32 ok 'Docker daemon' "answers, version $(docker info --format '{{.ServerVersion}}, {{.Driver}}')"
elif $check_only; then
  docker_missing 'Docker daemon' 'does not answer'
else
  start_daemon
  line 32 ok 'Docker daemon' "started, version $(docker info --format '{{.ServerVersion}}, {{.Driver}}')"
fi

case $(compose_version) in
  '' | 1.*)
    if $check_only; then
      docker_missing 'Docker Compose' 'v2'
    else
      install_compose
      case $(compose_version) in
        '' | 1.*) fail 'Docker Compose' "installed, but \`docker compose version\` does not print v2" ;;
      esac
      line 32 ok 'Docker Compose' "$(compose_version), installed"
    fi
    ;;
  *) line 32 ok 'Docker Compose' "$(compose_version)" ;;
esac

if base_exists; then
  line 32 ok 'base image' $docker_base
elif $check_only; then
  docker_missing 'base image' $docker_base
else
  line 36 pull 'base image' $docker_base
  if timeout 30 docker pull --quiet $docker_base >"$log" 2>&1; then
    line 32 ok 'base image' "$docker_base, pulled"
  else
    line 36 make 'base image' "$docker_base, with debootstrap; cannot pull it: $(tail -n 1 "$log")"
    make_base
    line 32 ok 'base image' "$docker_base, made"
  fi
fi

# Unknown without a daemon.
if $check_only && $incomplete; then
  docker_missing images 'not checked yet'
elif absent=$(pnpm --silent images --check); then
  line 32 ok images 'up to date'
elif $check_only; then
  # shellcheck disable=SC2086 # one line
  docker_missing images "$(echo $absent)"
else
  line 36 build images 'the first build takes minutes'
  quietly images pnpm --silent images
  # The other lines report what is being built.
  grep ', ' "$log" | while read -r image; do line 32 ok image "$image"; done
fi
