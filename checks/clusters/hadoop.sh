# Hadoop's HDFS and YARN on loopback, for the checks that want them; sourced after common.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154  # common.sh's: work, vireo, clusters.
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

# start_hadoop [kerberos]: sets $hdfs to the name of HDFS.
start_hadoop() {
  local classpath
  JAVA_HOME="${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}"
  export JAVA_HOME HADOOP_CONF_DIR="$work/hadoop-conf"
  classpath="$(cluster_classpath)"
  mkdir "$work/hadoop"
  cd "$work/hadoop"
  start hadoop "$java" -Xmx768m --add-opens=java.base/java.lang=ALL-UNNAMED \
    --add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED \
    -cp "$classpath" dev.vireo.clusters.HadoopCluster "$HADOOP_CONF_DIR" "$work/hadoop" "$@"
  hdfs="$(await 600 "HDFS and YARN" grep -oP '^up: \K.*' "$work/hadoop.log")"
  cd "$work"
}

# Hadoop's own command line, with the libraries that Spark brings.
files() {
  "$java" -Xmx256m -cp "$HADOOP_CONF_DIR:$SPARK_HOME/jars/*" org.apache.hadoop.fs.FsShell "$@"
}

put_data() {
  files -mkdir -p /data
  files -put "$work/data/prompts.jsonl" "$work/data/clean.jsonl" /data/
  files -put "$clusters/tiny.yaml" /tiny.yaml
}

get() {
  files -get "/$1" "$work/$1"
  rm -rf "$work/$1"/.*.crc
}

events() { find "$work/events-$1" -type f ! -name 'appstatus*' ! -name '.*'; }

# submit EVENTS SPARK-OPTIONS... -- VIREO-ARGUMENTS...
submit() {
  local events="$1" options=()
  shift
  while [[ "$1" != -- ]]; do options+=("$1"); shift; done
  shift
  mkdir -p "$work/$events"
  "$SPARK_HOME/bin/spark-submit" --properties-file "$vireo/conf/spark-defaults-yarn.conf" \
    --driver-memory 768m --conf spark.driver.memoryOverhead=768m \
    --executor-cores 1 --executor-memory 512m --conf spark.executor.memoryOverhead=768m \
    --conf spark.scheduler.minRegisteredResourcesRatio=1 --conf spark.yarn.maxAppAttempts=1 \
    --conf spark.ui.enabled=false --conf spark.eventLog.enabled=true \
    --conf spark.eventLog.compress=false --conf "spark.eventLog.dir=file:$work/$events" \
    --conf spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 \
    --conf spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 \
    --conf "spark.yarn.jars=local:$SPARK_HOME/jars/*" \
    "${options[@]}" \
    --class dev.vireo.pipelines.cli.Vireo --jars "$vireo/jars/*" "$vireo/vireo-pipelines.jar" "$@"
}
