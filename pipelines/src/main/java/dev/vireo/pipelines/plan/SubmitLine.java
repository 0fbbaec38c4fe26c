package dev.vireo.pipelines.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The spark-submit line of a plan, for the folder that {@code ./vireo package} makes. What it takes
 * for granted of that folder, of the settings files and of the image is only here.
 */
final class SubmitLine {

  private static final String MAIN_CLASS = "dev.vireo.pipelines.cli.Vireo";
  private static final String JAR = "vireo-pipelines.jar";

  /** Where a container unpacks libtorch: in its own folder, which is deleted with it. */
  private static final String YARN_NATIVES = "{{PWD}}/djl";

  /** Where the image has unpacked it. */
  private static final String IMAGE_NATIVES = "/opt/vireo/natives";

  /** What all pods share. */
  private static final String VOLUME = "/vireo/";

  /** Tells Spark which GPUs an executor has. */
  private static final String FIND_GPUS = "conf/find-gpus";

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
    if (plan.gpu()) {
      line.addAll(gpus(yarn));
    }
    line.add("--class " + MAIN_CLASS);
    if (yarn) {
      line.add("--jars 'jars/*'");
      List<String> shipped = new ArrayList<>();
      if (!elsewhere) {
        shipped.add(quoted(absolute(file)));
      }
      if (plan.gpu()) {
        shipped.add(FIND_GPUS);
      }
      if (!shipped.isEmpty()) {
        line.add("--files " + String.join(",", shipped));
      }
    }
    String place = elsewhere ? file : yarn ? name : VOLUME + name;
    line.add((yarn ? JAR : "local:///opt/vireo/" + JAR) + " run " + quoted(place));
    overrides.forEach(override -> line.add("--set " + quoted(override)));
    return line;
  }

  /** What the line takes for granted of the folder that it is given in. */
  static List<String> folder(Plan plan, String file) {
    List<String> notes = new ArrayList<>();
    notes.add("# In the folder that ./vireo package makes and prints, such as target/vireo-0.1.0:");
    boolean onVolume = !plan.layout().master().equals("yarn") && !file.contains(":/");
    if (onVolume) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      notes.add("# (" + absolute(file) + " is on the pods' volume as " + VOLUME + name + ")");
    }
    return notes;
  }

  private static String absolute(String file) {
    return Path.of(file).toAbsolutePath().normalize().toString();
  }

  /** One for each executor, and one task on it; see the comments in the settings files. */
  private static List<String> gpus(boolean yarn) {
    List<String> settings = new ArrayList<>();
    settings.add(setting("spark.executor.resource.gpu.amount", 1));
    settings.add(setting("spark.task.resource.gpu.amount", 1));
    if (yarn) {
      settings.add(setting("spark.executor.resource.gpu.discoveryScript", "./find-gpus"));
      settings.add(setting("spark.executorEnv.PYTORCH_LIBRARY_PATH", "/opt/torch/lib"));
      settings.add(setting("spark.executorEnv.PYTORCH_VERSION", "2.7.1"));
      settings.add(setting("spark.executorEnv.PYTORCH_FLAVOR", "cu128"));
    } else {
      settings.add(setting("spark.executor.resource.gpu.vendor", "nvidia.com"));
      settings.add(
          setting("spark.executor.resource.gpu.discoveryScript", "/opt/vireo/" + FIND_GPUS));
      settings.add(
          setting(
              "spark.kubernetes.executor.podTemplateFile",
              "conf/kubernetes/executor-pod-gpu.yaml"));
    }
    return settings;
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
