package dev.vireo.jobs.torch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines between the workers of a test: each tells all others, through rank 0.
 *
 * @param rank its own
 * @param others rank 0's connections to the others, in their order; the others' connection to it
 */
record Exchange(int rank, List<Peer> others) {

  /** A connection. */
  record Peer(BufferedReader in, PrintStream out) {

    static Peer of(Socket socket) throws IOException {
      return new Peer(
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
          new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8));
    }

    String line() throws IOException {
      String line = in.readLine();
      if (line == null) {
        throw new IOException("The other worker is gone");
      }
      return line;
    }
  }

  static Exchange join(int rank, int world, String address) throws IOException {
    if (world == 1) {
      return new Exchange(0, List.of());
    }
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    Peer[] peers = new Peer[world - 1];
    if (rank == 0) {
      try (ServerSocket server = new ServerSocket(port, world, InetAddress.getLoopbackAddress())) {
        for (int other = 1; other < world; other++) {
          Peer peer = Peer.of(server.accept());
          peers[Integer.parseInt(peer.line()) - 1] = peer;
        }
      }
      return new Exchange(rank, List.of(peers));
    }
    Peer first = Peer.of(connect(port));
    first.out().println(rank);
    return new Exchange(rank, List.of(first));
  }

  /** Rank 0 may not listen yet. */
  private static Socket connect(int port) throws IOException {
    while (true) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (ConnectException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** What each says, in order of ranks. */
  List<String> all(String own) throws IOException {
    if (rank > 0) {
      Peer first = others.get(0);
      first.out().println(own);
      return List.of(first.line().split(";", -1));
    }
    List<String> said = new ArrayList<>(List.of(own));
    for (Peer other : others) {
      said.add(other.line());
    }
    others.forEach(other -> other.out().println(String.join(";", said)));
    return said;
  }
}
