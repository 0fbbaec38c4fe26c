package dev.vireo.jobs.runtime.http;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Whether a server accepts connections; nothing is requested from it. */
public final class ServerReach {

  private static final int MILLISECONDS = 5_000;

  private ServerReach() {}

  /**
   * Connects, and closes the connection.
   *
   * @param setting the setting with its address, as users write it
   * @throws InputException if nobody takes it
   */
  public static void check(String setting, URI uri) {
    int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), port), MILLISECONDS);
    } catch (IOException e) {
      throw new InputException(
          "%s: nothing answers at %s:%d (%s); start the server first, or skip this check with --no-check-servers"
              .formatted(setting, uri.getHost(), port, e.getMessage()),
          e);
    }
  }
}
