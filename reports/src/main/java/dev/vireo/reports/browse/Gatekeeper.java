package dev.vireo.reports.browse;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a request is the user's own. Other pages in the same browser can send requests
 * here, as can other users of the machine; what neither has is the token.
 *
 * <p>The page's address holds the token once; from then on the browser sends it as a cookie.
 * Cookies know hosts and paths but no ports, so that the path is random too: a server of somebody
 * else on this machine is never sent it.
 */
final class Gatekeeper {

  private static final int TOKEN_BYTES = 32;
  private static final int PATH_BYTES = 9;

  /** Where requests of the page itself, or of an address that was typed in, come from. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private final String token = random(TOKEN_BYTES);
  private final String base = "/" + random(PATH_BYTES) + "/";
  private final Set<String> hosts;

  Gatekeeper(int port) {
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
  }

  private static String random(int bytes) {
    byte[] value = new byte[bytes];
    new SecureRandom().nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }

  /** What all paths begin with. */
  String base() {
    return base;
  }

  /** Path and query of the page's address. */
  String entrance() {
    return base + "?token=" + token;
  }

  /** Why a request is refused. */
  record Refusal(int status, String reason) {}

  /**
   * Whether a request is refused.
   *
   * @param given the token in its query, if there is one
   */
  Optional<Refusal> refuses(String method, Headers headers, Optional<String> given) {
    List<String> host = headers.getOrDefault("Host", List.of());
    if (host.size() != 1 || !hosts.contains(host.get(0))) {
      // A name that somebody has made to lead here.
      return Optional.of(new Refusal(403, "This host is not served"));
    }
    if (!method.equals("GET")) {
      return Optional.of(new Refusal(405, "Only GET is answered"));
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    boolean entering = given.isPresent();
    if (site != null && !OWN_SITES.contains(site) && !entering) {
      return Optional.of(new Refusal(403, "Another page asks"));
    }
    return given.filter(this::isToken).isPresent() || hasCookie(headers)
        ? Optional.empty()
        : Optional.of(
            new Refusal(403, "The token is missing or wrong: open the address that vireo printed"));
  }

  private boolean hasCookie(Headers headers) {
    return headers.getOrDefault("Cookie", List.of()).stream()
        .flatMap(line -> List.of(line.split(";\\s*")).stream())
        .filter(cookie -> cookie.startsWith(COOKIE + "="))
        .anyMatch(cookie -> isToken(cookie.substring(COOKIE.length() + 1)));
  }

  private static final String COOKIE = "vireo";

  /** The header that has the browser send the token from now on. */
  String cookie() {
    return COOKIE + "=" + token + "; Path=" + base + "; HttpOnly; SameSite=Strict";
  }

  /** Takes the same time wherever the difference is. */
  private boolean isToken(String given) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
  }
}
