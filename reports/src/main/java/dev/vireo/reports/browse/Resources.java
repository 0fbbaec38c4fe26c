package dev.vireo.reports.browse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The page's own files. All of them are named here and read at the start, so that no path of a
 * request is ever looked for among files.
 */
final class Resources {

  /** A file with its media type. */
  record Resource(byte[] content, String type) {}

  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "browse.css", "text/css; charset=utf-8",
          "browse.js", "text/javascript; charset=utf-8",
          "completion.js", "text/javascript; charset=utf-8",
          "elements.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private final Map<String, Resource> resources = new TreeMap<>();

  Resources() {
    TYPES.forEach((name, type) -> resources.put(name, new Resource(read(name), type)));
  }

  private static byte[] read(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The build lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file; empty for any other name. */
  Optional<Resource> find(String name) {
    return Optional.ofNullable(resources.get(name.isEmpty() ? "index.html" : name));
  }
}
