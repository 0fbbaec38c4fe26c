package dev.vireo.jobs.runtime.settings;

import dev.vireo.algorithms.InputException;
import java.net.URI;
import java.net.URISyntaxException;

/** The address of a server, in a setting named {@code url}. */
public final class ServerUrl {

  private ServerUrl() {}

  /**
   * Demands a plain address.
   *
   * @param secret the setting where a secret belongs
   * @throws InputException if it is not a URL of http or https, or holds what may be a secret,
   *     which is not repeated then
   */
  public static void check(String url, String secret) {
    URI parsed;
    try {
      parsed = new URI(url);
    } catch (URISyntaxException e) {
      // Without its cause, which repeats it: it may hold a password.
      throw new InputException("url is not a valid URL: expected http://HOST:PORT");
    }
    if (parsed.getUserInfo() != null || parsed.getQuery() != null) {
      throw new InputException(
          "url holds a user name or a query; a secret belongs in " + secret + ", as ${env:NAME}");
    }
    boolean http = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
    if (!http || parsed.getHost() == null) {
      throw new InputException("url is " + url + "; expected http://HOST:PORT");
    }
  }
}
