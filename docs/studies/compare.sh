#!/usr/bin/env bash
# Trains a classifier by each method and seed on one backbone and budget, and scores its maps on the training images.
#
#   docs/studies/compare.sh STUDY DATA OUT SEEDS METHOD...
#
# STUDY is the name of a file beside this one without .yaml, such as compare-synth; SEEDS a list such as 0,1,2; WEIGHTS in the
# environment the file with the trunk's first values, OPTIONS more options for every training. What is in OUT already is
# kept, so a stopped comparison goes on. The table at the end is about everything in OUT.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tool=${TOOL:-$here/../../tag2mask}
[ $# -ge 5 ] || { sed -n '2,8p' "$0" | cut -c3-; exit 2; }
study=$1 data=$2 out=$3 seeds=${4//,/ }
shift 4
config=$here/$study.yaml
trunk=$(sed -n 's/^network: *\([^ #]*\).*/\1/p' "$config")
epochs=$(sed -n 's/^  epochs: *//p' "$config")
split=$(sed -n 's/^  train: *\([a-z]*\)$/\1/p' "$config")
limit=$(sed -n 's/^# evaluate: *//p' "$config")

# network options, head and objective of each method
method() {
  case $1 in
    cam)              echo '- cam tags' ;;
    vwe)              echo 'words=64 vwe vwe' ;;
    vwe-words)        echo 'words=64,pooling=mean vwe vwe' ;;
    vwe-pooling)      echo 'words=0 vwe tags' ;;
    mcis)             echo '- mcis mcis' ;;
    mcis-co)          echo '- mcis mcis[contrast_from=9999]' ;;
    decoupled)        echo 'rectify=yes decoupled tags' ;;
    decoupled-signed) echo '- decoupled tags' ;;
    decoupled-one)    echo 'rectify=yes,streams=one decoupled tags' ;;
    decoupled-*)      echo "rectify=yes,rate=${1#decoupled-} decoupled tags" ;;
    seam)             echo 'rate=0.1 seam seam[scale=0.75,grid=cells]' ;;
    tscam)            echo '- tscam tags' ;;
    mctformer)        echo '- mctformer mctformer' ;;
    oaa)              echo '- cam tags[accumulate=max,accumulate_from=1]' ;;
    *)                echo "compare.sh: no method '$1'" >&2; exit 2 ;;
  esac
}

train() { # run network head objective seed, then more options
  local run=$1
  "$tool" train --config "$config" --data "$data" --split "${split:-train}" --val-split none --weights "${WEIGHTS:-none}" --network "$2" --head "$3" \
    --objective "$4" --seed "$5" --out "$run" ${OPTIONS:-} "${@:6}"
}

one_run() { # run method network head objective seed
  local run=$1 begin=$SECONDS
  if [ "$2" = oaa ]; then
    # Maps are gathered on whole images, and a second network learns them: two trainings.
    local fit=(--set fit=stretch --set scale_low=1 --set scale_high=1 --set flip=0 --set jitter=0.2)
    train "$run/first" "$3" "$4" "$5" "$6" "${fit[@]}" &&
      train "$run/run" "$3" cam "integral[maps=$run/first/attention]" "$6" "${fit[@]}"
  else
    local half=()
    # A step of 16 images is 8 pairs there, and an epoch has twice the steps.
    case $2 in mcis*) half=(--epochs $((epochs / 2))) ;; esac
    train "$run/run" "$3" "$4" "$5" "$6" "${half[@]}"
  fi &&
    echo $((SECONDS - begin)) >"$run/seconds" &&
    "$tool" export --run "$run/run" --out "$run/model.onnx" &&
    "$tool" sweep --data "$data" --split train $limit --model "$run/model.onnx" --preset irn --crf none \
      --background 0.05:0.95:0.05 --out "$run/sweep" ${SWEEP_OPTIONS:-}
}

for seed in $seeds; do
  for name in "$@"; do
    run=$out/$name-$seed
    [ ! -f "$run/sweep/sweep.csv" ] || continue
    spec=$(method "$name")
    read -r options head objective <<<"$spec"
    network=$trunk
    case $options/$trunk in
      -/*) ;;
      *]) network=${trunk%]},$options] ;;
      *) network=$trunk[$options] ;;
    esac
    mkdir -p "$run"
    one_run "$run" "$name" "$network" "$head" "$objective" "$seed" >"$run/log" 2>&1 || {
      tail -n 5 "$run/log" >&2
      echo "compare.sh: $name, seed $seed failed; see $run/log" >&2
      exit 1
    }
    echo "$name seed $seed: $(cat "$run/seconds") s of training" >&2
  done
done

# mean ± standard deviation over seeds: at the fixed 0.15, and at each seed's own best threshold (an oracle)
awk -F, '
  FNR == 1 {
    parts = split(FILENAME, part, "/"); method = part[parts - 2]; sub(/-[0-9]+$/, "", method)
    if (!(method in seeds)) order[++methods] = method
    seeds[method]++; best = 0; next
  }
  $3 == "0.15" { keep("fixed") }
  $4 > best { best = $4; keep("oracle") }
  function keep(at,  f) { for (f = 3; f <= 8; f++) kept[method, seeds[method], at, f] = f == 3 ? $f : 100 * $f }
  function mean(m, at, f,  i, sum) { for (i = 1; i <= seeds[m]; i++) sum += kept[m, i, at, f]; return sum / seeds[m] }
  function spread(m, at, f,  i, sum, middle) {
    if (seeds[m] < 2) return ""
    middle = mean(m, at, f)
    for (i = 1; i <= seeds[m]; i++) sum += (kept[m, i, at, f] - middle) ^ 2
    return sprintf(" ± %.1f", sqrt(sum / (seeds[m] - 1)))
  }
  END {
    print "| method | seeds | mIoU at 0.15 | precision / recall | oracle mIoU | at | precision / recall |"
    print "|---|---|---|---|---|---|---|"
    for (j = 1; j <= methods; j++) {
      m = order[j]
      printf "| %s | %d | %.1f%s | %.1f / %.1f | %.1f%s | %.2f | %.1f / %.1f |\n", m, seeds[m], mean(m, "fixed", 4), \
        spread(m, "fixed", 4), mean(m, "fixed", 7), mean(m, "fixed", 8), mean(m, "oracle", 4), spread(m, "oracle", 4), \
        mean(m, "oracle", 3), mean(m, "oracle", 7), mean(m, "oracle", 8)
    }
  }' "$out"/*/sweep/sweep.csv
