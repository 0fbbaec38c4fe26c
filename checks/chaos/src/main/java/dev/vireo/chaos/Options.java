package dev.vireo.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a driver is started.
 *
 * @param java options of its virtual machine, as in an argument file
 * @param environment variables of its environment
 * @param logFormat how its standard error is written
 */
record Options(List<String> java, Map<String, String> environment, String logFormat) {

  /** Two cores of this process. */
  static final Options LOCAL =
      new Options(
          List.of(
              "-Xmx1g",
              // Short-lived: the slower compiler is the one that pays off.
              "-XX:TieredStopAtLevel=1",
              "-Dspark.master=local[2]",
              // Whoever stops these processes for a while has not killed them.
              "-Dspark.executor.heartbeatInterval=3600s",
              "-Dspark.network.timeout=7200s"),
          Map.of(),
          "text");

  Options {
    java = List.copyOf(java);
    environment = Map.copyOf(environment);
  }

  /** With JSON lines on standard error, which tell of stages that begin. */
  Options json() {
    return new Options(java, environment, "json");
  }

  /** With a system property, which may be one of Spark's settings. */
  Options property(String name, String value) {
    List<String> more = new ArrayList<>(java);
    more.removeIf(option -> option.replace("\"", "").startsWith("-D" + name + "="));
    more.add("\"-D" + name + "=" + value + "\"");
    return new Options(more, environment, logFormat);
  }

  /** With a variable of the environment. */
  Options variable(String name, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new Options(java, more, logFormat);
  }
}
