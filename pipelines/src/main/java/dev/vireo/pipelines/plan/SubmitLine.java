package dev.vireo.pipelines.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The spark-submit line of a plan. All of what it takes for granted about the packaging stands
 * here: the jar, the main class, the properties files, and a directory that containers may write.
 */
final class SubmitLine {

  private static final String MAIN_CLASS = "dev.vireo.pipelines.cli.Vireo";
  private static final String JAR = "pipelines/target/vireo-pipelines-*.jar";
  private static final String YARN_PROPERTIES = "conf/spark-defaults-yarn.conf";
  private static final String KUBERNETES_PROPERTIES = "conf/spark-defaults-kubernetes.conf";

  /** On the node's own disk: libtorch is unpacked there once. */
  private static final String NATIVES = "/tmp/vireo-djl";

  private SubmitLine() {}

  /**
   * The line, an argument in each element, ready for a shell.
   *
   * @param file the configuration
   * @param overrides its {@code --set} options
   */
  static List<String> of(Plan plan, Path file, List<String> overrides) {
    Layout layout = plan.layout();
    boolean yarn = layout.master().equals("yarn");
    Plan.Process driver = plan.processes().get(0);
    Plan.Process executor = plan.processes().get(1);
    List<String> line = new ArrayList<>();
    line.add("spark-submit");
    line.add("--class " + MAIN_CLASS);
    line.add(
        "--master "
            + (layout.master().equals("k8s") ? "k8s://https://HOST:6443" : layout.master()));
    line.add("--deploy-mode cluster");
    line.add("--properties-file " + (yarn ? YARN_PROPERTIES : KUBERNETES_PROPERTIES));
    line.add(setting("spark.executor.instances", layout.executors()));
    line.add(setting("spark.executor.cores", layout.cores()));
    line.add(setting("spark.executor.memory", mebibytes(executor.heap())));
    line.add(setting("spark.executor.memoryOverhead", mebibytes(executor.overhead())));
    line.add(setting("spark.driver.memory", mebibytes(driver.heap())));
    line.add(setting("spark.driver.memoryOverhead", mebibytes(driver.overhead())));
    line.add(setting("spark.executorEnv.DJL_CACHE_DIR", NATIVES));
    line.add(
        setting(
            yarn
                ? "spark.yarn.appMasterEnv.DJL_CACHE_DIR"
                : "spark.kubernetes.driverEnv.DJL_CACHE_DIR",
            NATIVES));
    line.add("--files " + quoted(file.toString()));
    line.add(JAR);
    line.add("run " + quoted(file.getFileName().toString()));
    overrides.forEach(override -> line.add("--set " + quoted(override)));
    return line;
  }

  /** The line for this machine. */
  static String local(Plan plan, Path file, List<String> overrides) {
    StringBuilder line =
        new StringBuilder("VIREO_JAVA_OPTS=-Xmx")
            .append(mebibytes(plan.processes().get(0).heap()))
            .append(" ./vireo run ")
            .append(quoted(file.toString()));
    overrides.forEach(override -> line.append(" --set ").append(quoted(override)));
    return line.toString();
  }

  private static String setting(String key, Object value) {
    return "--conf " + key + "=" + value;
  }

  private static String mebibytes(long bytes) {
    return bytes / ProcessSizes.MEBIBYTE + "m";
  }

  /** As a shell takes it for one word. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:=@%+,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
