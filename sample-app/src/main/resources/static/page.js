import { startEcho } from './echo.js';
import { startQuery } from './query.js';
import { startTunnels } from './tunnels.js';

startTunnels();
startQuery();
startEcho();
