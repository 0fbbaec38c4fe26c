/**
 * What it costs to bring a step's parameters to executors and its gradients back.
 *
 * <p>Flows in: numbers of parameters, executor processes and shards. Flows out: a table and a file
 * of measurements, each from a driver process of its own, and what a model fitted to them says of
 * larger clusters. Gradients are made up: computing them is not what is measured. Must not be
 * imported by other benchmarks.
 */
package dev.vireo.benchmarks.exchange;
