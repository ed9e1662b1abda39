/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.wstunnel.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of tunnels and their keys.
 *
 * @since 0.1.0
 */
public enum TunnelObservationDocumentation implements ObservationDocumentation {

	/**
	 * A handshake in the server half.
	 */
	SERVER_HANDSHAKE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultServerHandshakeObservationConvention.class;
		}

	},

	/**
	 * A handshake in the client half.
	 */
	CLIENT_HANDSHAKE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultClientHandshakeObservationConvention.class;
		}

	},

	/**
	 * The life of a tunnel, in either half.
	 */
	TUNNEL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultTunnelObservationConvention.class;
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	};

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return LowCardinalityKeyNames.values();
	}

	/**
	 * Keys whose values are few.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * The id of the tunnel, or the client's name of it; {@code none} for a URI.
		 */
		TUNNEL {

			@Override
			public String asString() {
				return "tunnel";
			}

		},

		/**
		 * The {@link TunnelSide}: {@code server} or {@code client}.
		 */
		SIDE {

			@Override
			public String asString() {
				return "side";
			}

		},

		/**
		 * The {@link HandshakeOutcome} or the {@link TunnelOutcome}; {@code none} before
		 * there is one.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

	/**
	 * Keys whose values are many.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * The id of the connection, as in the log.
		 */
		CONNECTION {

			@Override
			public String asString() {
				return "connection";
			}

		},

		/**
		 * The code of the status that the tunnel has ended with, {@code none} before
		 * that.
		 */
		STATUS {

			@Override
			public String asString() {
				return "status";
			}

		},

		/**
		 * Why this end has ended the tunnel, or how it was lost; {@code none} if the peer
		 * has closed it, as what that says is up to strangers.
		 */
		REASON {

			@Override
			public String asString() {
				return "reason";
			}

		}

	}

}
