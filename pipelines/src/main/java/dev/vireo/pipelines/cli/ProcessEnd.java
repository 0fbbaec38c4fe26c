package dev.vireo.pipelines.cli;

/** How a process of Vireo's own ends, so that whoever started it learns the exit code. */
final class ProcessEnd {

  private static final String DEPLOY_MODE = "spark.submit.deployMode";

  private ProcessEnd() {}

  /** Whether Spark's spark-submit started this process, rather than the launcher. */
  static boolean isSubmitted() {
    return System.getProperty(DEPLOY_MODE) != null;
  }

  /** Whether this process is a driver that a cluster has started, and ends. */
  static boolean isInCluster() {
    return "cluster".equals(System.getProperty(DEPLOY_MODE));
  }

  /**
   * Ends the process.
   *
   * <ul>
   *   <li>Where spark-submit runs the driver on a cluster, an exit, even with 0, is taken for a
   *       driver that died before it had reported. Done work just returns.
   *   <li>YARN shows what an exception says, on the application's page and to spark-submit; of an
   *       exit it shows nothing. The code itself ends there: spark-submit says 1 for any failure.
   *   <li>Everywhere else the process's exit code is the command's: at a terminal, in client mode,
   *       of a driver's pod and of a driver on a standalone cluster.
   * </ul>
   *
   * @param exitCode see {@link ExitCode}
   * @param error what was said of a failure; empty if nothing was
   */
  static void with(int exitCode, String error) {
    if (exitCode == ExitCode.DONE && isInCluster()) {
      return;
    }
    if (isInCluster() && "yarn".equals(System.getProperty("spark.master"))) {
      throw new FailedApplication(exitCode, error);
    }
    System.exit(exitCode);
  }

  /** Tells YARN in one line what failed; where is in the log already, if it was asked for. */
  static final class FailedApplication extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedApplication(int exitCode, String error) {
      super("vireo: " + error + " (exit code " + exitCode + ")", null, false, false);
    }
  }
}
