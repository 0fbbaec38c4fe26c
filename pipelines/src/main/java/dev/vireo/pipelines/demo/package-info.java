/**
 * The demo: a decoder learns to add, badly, and variance increase brings out what it can do.
 *
 * <p>In: nothing but {@code conf/arithmetic}. Out: data, a base, a run for each algorithm, and a
 * summary that sets them side by side. Everything it shows is done by the same pipeline as any run.
 * Must not import the command line.
 */
package dev.vireo.pipelines.demo;
