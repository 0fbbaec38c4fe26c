package dev.vireo.jobs.torch;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The workers' Python package, which lies in this jar: Python imports from a folder of a zip. */
final class WorkerPackage {
  /** {@code python/vireo_torch/src} of the repository, beside this class. */
  private static final String FOLDER =
      WorkerPackage.class.getPackageName().replace('.', '/') + "/python";

  /** The module that is the worker. */
  static final String MODULE = "vireo_torch";

  private WorkerPackage() {}

  /** An entry for {@code PYTHONPATH}. */
  static String path() {
    try {
      return Path.of(
              WorkerPackage.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolve(FOLDER)
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
