package dev.vireo.reports.browse;

import dev.vireo.algorithms.InputException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What follows the question mark of a request's address. */
final class Parameters {

  private final Map<String, String> values = new TreeMap<>();

  Parameters(URI uri) {
    String query = uri.getRawQuery();
    if (query == null || query.isEmpty()) {
      return;
    }
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      values.put(
          decoded(equals < 0 ? pair : pair.substring(0, equals)),
          equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
  }

  /** Java's server has refused addresses that are badly encoded. */
  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A text; empty if it is not given. */
  String text(String name) {
    return find(name).orElse("");
  }

  /**
   * A whole number from 0.
   *
   * @throws InputException if it is none
   */
  int number(String name, int otherwise) {
    String given = find(name).orElse(Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(given);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InputException(name + " must be a whole number from 0, not '" + given + "'");
  }
}
