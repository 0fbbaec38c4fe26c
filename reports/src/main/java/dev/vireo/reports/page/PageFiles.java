package dev.vireo.reports.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

/** The files a page is put together from. */
final class PageFiles {

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/";
  private static final String UPLOT_VERSION =
      "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private PageFiles() {}

  /** One of ours. */
  static String own(String name) {
    return read(name);
  }

  /** Some of ours, one after the other. */
  static String own(List<String> names) {
    return String.join("\n", names.stream().map(PageFiles::own).toList());
  }

  /** One of uPlot's. */
  static String uplot(String name) {
    return read(UPLOT + version() + "/" + name);
  }

  private static String version() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(read(UPLOT_VERSION)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static String read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("There is no " + name + " on the class path");
      }
      // A browser hashes lines with their ends as it parses them.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a content security policy calls an inline script or style.
   *
   * @throws IllegalStateException if the text would end its element
   */
  static String source(String text) {
    if (text.contains("</script") || text.contains("</style") || text.contains("<!--")) {
      throw new IllegalStateException("An inline file ends its element");
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
