# A standalone cluster of Spark's own distribution on loopback, for the checks that want one; sourced
# after common.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154  # common.sh's: work, vireo.

# start_standalone COUNT MEMORY: a master and so many workers of one core each; sets $master, $jars
# (what travels to executors) and $options (what else Spark is told).
start_standalone() {
  local worker
  export SPARK_DAEMON_MEMORY=256m SPARK_NO_DAEMONIZE=1
  start master "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master \
    --host 127.0.0.1 --port 0 --webui-port 0
  master="$(await 600 "the master" grep -oP 'Starting Spark master at \K.*' "$work/master.log")"
  for worker in $(seq "$1"); do
    start "worker-$worker" "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker \
      --host 127.0.0.1 --port 0 --webui-port 0 --cores 1 --memory "$2" --work-dir "$work/worker-$worker" "$master"
  done
  for worker in $(seq "$1"); do
    await 600 "worker $worker" grep -o 'Successfully registered' "$work/worker-$worker.log" >/dev/null
  done
  jars="$vireo/jars/*"
  options=()
}

# submit_standalone EVENTS VIREO-ARGUMENTS...
submit_standalone() {
  mkdir -p "$work/$1"
  "$SPARK_HOME/bin/spark-submit" --properties-file "$vireo/conf/spark-defaults-standalone.conf" \
    --master "$master" --driver-memory 768m --executor-memory 512m --executor-cores 1 \
    --conf spark.ui.enabled=false --conf spark.eventLog.enabled=true \
    --conf spark.eventLog.compress=false --conf "spark.eventLog.dir=file:$work/$1" \
    --conf spark.scheduler.minRegisteredResourcesRatio=1 --conf spark.cores.max=2 \
    --conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 \
    --driver-java-options "-XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile=$vireo/conf/log4j2.properties" \
    "${options[@]}" --class dev.vireo.pipelines.cli.Vireo --jars "$jars" "$vireo/vireo-pipelines.jar" "${@:2}"
}
