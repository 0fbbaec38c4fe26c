package dev.vireo.pipelines.cli;

import dev.vireo.store.manifest.Build;
import picocli.CommandLine.IVersionProvider;

/** The versions that {@code vireo --version} shows. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return lines(Build.current());
  }

  static String[] lines(Build build) {
    return new String[] {
      "vireo " + build.version(),
      build.commit().isEmpty()
          ? "commit unknown: built outside a git checkout"
          : "commit " + build.commit() + " of " + build.time(),
      "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
