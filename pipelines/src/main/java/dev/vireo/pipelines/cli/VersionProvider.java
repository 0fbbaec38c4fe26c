package dev.vireo.pipelines.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions that {@code vireo --version} shows. */
final class VersionProvider implements IVersionProvider {

  private static final String RESOURCE = "/dev/vireo/pipelines/version.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream resource = VersionProvider.class.getResourceAsStream(RESOURCE)) {
      properties.load(resource);
    }
    return new String[] {
      "vireo " + properties.getProperty("version"),
      "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
