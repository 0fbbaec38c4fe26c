package dev.vireo.pipelines.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The spark-submit line of a plan, for the folder that {@code ./vireo package} makes. What it takes
 * for granted of that folder, of the settings files and of the image stands here alone.
 */
final class SubmitLine {

  private static final String MAIN_CLASS = "dev.vireo.pipelines.cli.Vireo";
  private static final String JAR = "vireo-pipelines.jar";

  /** Where a container unpacks libtorch: in its own folder, which goes with it. */
  private static final String YARN_NATIVES = "{{PWD}}/djl";

  /** Where the image has unpacked it. */
  private static final String IMAGE_NATIVES = "/opt/vireo/natives";

  /** What all pods share. */
  private static final String VOLUME = "/vireo/";

  private SubmitLine() {}

  /**
   * The line, a piece in each element, ready for a shell.
   *
   * @param file the configuration, a path or a URI
   * @param overrides its {@code --set} options
   */
  static List<String> of(Plan plan, String file, List<String> overrides) {
    boolean yarn = plan.layout().master().equals("yarn");
    boolean elsewhere = file.contains(":/");
    String name = file.substring(file.lastIndexOf('/') + 1);
    List<String> line = new ArrayList<>();
    line.add("spark-submit --load-spark-defaults");
    line.add("--properties-file conf/spark-defaults-" + (yarn ? "yarn" : "kubernetes") + ".conf");
    line.add("--master " + master(plan.layout()) + " --deploy-mode cluster");
    line.addAll(settings(plan, yarn ? YARN_NATIVES : IMAGE_NATIVES, yarn));
    line.add("--class " + MAIN_CLASS);
    if (yarn) {
      line.add("--jars 'jars/*'");
      if (!elsewhere) {
        line.add("--files " + quoted(file));
      }
    }
    String place = elsewhere ? file : yarn ? name : VOLUME + name;
    line.add((yarn ? JAR : "local:///opt/vireo/" + JAR) + " run " + quoted(place));
    overrides.forEach(override -> line.add("--set " + quoted(override)));
    return line;
  }

  private static String master(Layout layout) {
    return layout.master().equals("k8s") ? "k8s://https://HOST:6443" : layout.master();
  }

  private static List<String> settings(Plan plan, String natives, boolean yarn) {
    Plan.Process driver = plan.processes().get(0);
    Plan.Process executor = plan.processes().get(1);
    String driversEnvironment = yarn ? "spark.yarn.appMasterEnv." : "spark.kubernetes.driverEnv.";
    return List.of(
        setting("spark.executor.instances", plan.layout().executors()),
        setting("spark.executor.cores", plan.layout().cores()),
        setting("spark.executor.memory", mebibytes(executor.heap())),
        setting("spark.executor.memoryOverhead", mebibytes(executor.overhead())),
        setting("spark.driver.memory", mebibytes(driver.heap())),
        setting("spark.driver.memoryOverhead", mebibytes(driver.overhead())),
        setting("spark.executorEnv.DJL_CACHE_DIR", natives),
        setting(driversEnvironment + "DJL_CACHE_DIR", natives));
  }

  /** The line for this machine. */
  static String local(Plan plan, String file, List<String> overrides) {
    StringBuilder line =
        new StringBuilder("VIREO_JAVA_OPTS=-Xmx")
            .append(mebibytes(plan.processes().get(0).heap()))
            .append(" ./vireo run ")
            .append(quoted(file));
    overrides.forEach(override -> line.append(" --set ").append(quoted(override)));
    return line.toString();
  }

  private static String setting(String key, Object value) {
    return "--conf " + quoted(key + "=" + value);
  }

  private static String mebibytes(long bytes) {
    return bytes / ProcessSizes.MEBIBYTE + "m";
  }

  /** As a shell takes it for one word. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:=@%+,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
